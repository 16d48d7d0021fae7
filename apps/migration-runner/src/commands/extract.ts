import { type ExtractName, extractNames } from '@hq-field/contracts';
import { checkField, openVerification } from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import { printExtract, writeExtract } from '../verification/write-extract.ts';
import { optionalText } from './arguments.ts';
import { answer, type Command } from './command.ts';

export const extract: Command = {
  name: 'extract',
  description: 'Writes a neutral extract of one side as sorted CSV; the files of both sides can be compared with diff.',
  options: (parser) =>
    parser
      .option('--side <side>', 'field or hq')
      .option('--name <name>', extractNames.join(', '))
      .option('--out <file>', 'a file, or - for standard output'),
  isPhase: true,
  async run(context, options) {
    const side = sideOf(options['side']);
    const name = nameOf(options['name']);
    const out = optionalText(options['out']);
    if (out === undefined || out === '') throw new UsageError('Say where the extract goes: --out FILE, or --out - for standard output.');
    if (out === '-' && options.json) throw new UsageError('--json and --out - both want standard output: leave one out.');
    const chunks = side === 'field' ? fieldExtract(context, name) : hqExtract(context, name);
    if (out === '-') {
      if (!(await printExtract(chunks))) options.stopped();
    } else {
      await writeExtract(chunks, out);
      answer(options, { side, name, file: out }, [`${out} holds the extract ${name} of ${side === 'field' ? 'Field' : 'HQ'}.`]);
    }
    return 0;
  },
};

/** One snapshot of Field; records that are in quarantine are not in it. */
async function* fieldExtract(context: Context, name: ExtractName): AsyncGenerator<string> {
  const field = await context.field();
  await checkField(field, { capture: false });
  const snapshot = await openVerification(field);
  try {
    yield* snapshot.extract(name);
  } finally {
    await snapshot.close();
  }
}

async function* hqExtract(context: Context, name: ExtractName): AsyncGenerator<Uint8Array> {
  yield* await (await context.hq()).extract(name);
}

function sideOf(value: unknown): 'field' | 'hq' {
  if (value === 'field' || value === 'hq') return value;
  throw new UsageError(`Expected \`--side\` to be field or hq, got \`${String(value ?? 'nothing')}\`.`);
}

function nameOf(value: unknown): ExtractName {
  const name = extractNames.find((known) => known === value);
  if (name !== undefined) return name;
  throw new UsageError(`Expected \`--name\` to be one of ${extractNames.join(', ')}, got \`${String(value ?? 'nothing')}\`.`);
}
