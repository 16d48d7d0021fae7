import { entityNames, reasonCodes } from '@hq-field/contracts';
import {
  checkField,
  type FieldDatabase,
  forgetHqIds,
  listQuarantine,
  type QuarantineEntry,
  type QuarantineFilter,
  releaseQuarantine,
} from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { type Acceptance, acceptedName, AcceptanceStore } from '../quarantine/acceptance-store.ts';
import { allEntries } from '../quarantine/all-entries.ts';
import { byReason } from '../quarantine/by-reason.ts';
import { quarantineCsv } from '../quarantine/quarantine-csv.ts';
import { printExtract, writeExtract } from '../verification/write-extract.ts';
import { oneOf, optionalText, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

interface Given {
  context: Context;
  filter: QuarantineFilter;
  options: CommandOptions;
  /** Opened when the options have been looked at. */
  openField(): Promise<FieldDatabase>;
}

/** Reasons for which a record is put aside. */
const codes = Object.entries(reasonCodes).flatMap(([code, { fate }]) => (fate === 'quarantine' ? [code] : []));

const filters = ['code', 'entity', 'account', 'record'];

const words = {
  list: { options: [...filters, 'limit'] },
  show: { options: filters },
  release: { options: filters },
  export: { options: [...filters, 'out'] },
  accept: { options: [...filters, 'reason', 'name'] },
  'forget-hq-ids': { options: [] },
};
type Action = keyof typeof words;

/** A record that is named and not in quarantine ends them with 1. */
const actions: Readonly<Record<Action, (given: Given) => Promise<ExitCode>>> = {
  list,
  show,
  release,
  export: writeOut,
  accept,
  'forget-hq-ids': forget,
};

export const quarantine: Command = {
  name: 'quarantine',
  description: 'Records that were put aside and why: list them, show one, release them, export them for people, accept them with a name.',
  options: (parser) =>
    parser
      .argument(
        '<what>',
        'list (by reason), show (in full), release (try again), export (CSV), accept (they stay out, and are counted apart), forget-hq-ids (after HQ was restored from a backup: ids in Field that HQ does not know)',
      )
      .option('--code <code>', 'of this reason')
      .option('--entity <entity>', 'of this entity')
      .option('--account <guid>', 'of this account')
      .option('--record <externalId>', 'this record')
      .option('--limit <n>', 'list: how many (100)')
      .option('--out <file>', 'export: where it is written, or - for standard output')
      .option('--reason <words>', 'accept: why')
      .option('--name <name>', 'accept: who'),
  words,
  async run(context, options) {
    const filter = {
      code: oneOf(options, 'code', codes),
      entity: oneOf(options, 'entity', entityNames),
      account: optionalText(options['account']),
      externalId: optionalText(options['record']),
    };
    const openField = async () => {
      const field = await context.field();
      await checkField(field, { capture: true });
      return field;
    };
    return actions[options.words[0] as Action]({ context, filter, options, openField });
  },
};

async function list({ context, openField, filter, options }: Given): Promise<ExitCode> {
  const limit = wholeNumber(options['limit'], 'limit', 1);
  const field = await openField();
  const accepted = await acceptances(context);
  const reasons = await byReason(allEntries(field, filter), accepted);
  const entries = await listQuarantine(field, { ...filter, limit });
  const more = reasons.reduce((sum, { records }) => sum + records, 0) - entries.length;
  answer(options, { reasons, accepted: accepted.length, entries, more }, [
    ...reasons.map(
      ({ records, code, entity, accepted, examples }) =>
        `${String(records).padStart(7)} ${code} (${entity})${accepted > 0 ? `, ${accepted} accepted` : ''}${examples.length > 0 ? `, for example ${examples.join(', ')}` : ''}`,
    ),
    `${String(accepted.length).padStart(7)} were accepted so far, also those that have left since.`,
    '',
    ...entries.map(inWords),
    ...(more > 0 ? [`and ${more} more: --limit N lists more of them, pnpm migrate quarantine export --out FILE writes all`] : []),
  ]);
  return 0;
}

async function show({ context, openField, filter, options }: Given): Promise<ExitCode> {
  if (filter.externalId === undefined) throw new UsageError('Say which record: --record EXTERNALID.');
  const field = await openField();
  const accepted = new Map((await acceptances(context)).map((one) => [acceptedName(one), one]));
  const entries = (await Array.fromAsync(allEntries(field, filter))).map((entry) => ({
    ...entry,
    accepted: accepted.get(acceptedName(entry)) ?? null,
  }));
  if (entries.length === 0) return notThere(filter.externalId, options, { entries });
  answer(
    options,
    { entries },
    entries.flatMap((entry) => [
      inWords(entry),
      `  of account ${entry.account ?? 'none'}, since ${entry.since.toISOString()}, refused ${entry.times} times`,
      ...(entry.accepted === null ? [] : [`  accepted by ${entry.accepted.name}: ${entry.accepted.reason}`]),
    ]),
  );
  return 0;
}

async function release({ openField, filter, options }: Given): Promise<ExitCode> {
  const field = await openField();
  if (filter.externalId !== undefined && (await listQuarantine(field, { ...filter, limit: 1 })).length === 0)
    return notThere(filter.externalId, options, { released: 0 });
  const released = await releaseQuarantine(field, filter);
  answer(options, { released }, [`${released} records are tried again by the next work.`]);
  return 0;
}

async function writeOut({ context, openField, filter, options }: Given): Promise<ExitCode> {
  const out = optionalText(options['out']);
  if (out === undefined || out === '') throw new UsageError('Say where the export goes: --out FILE, or --out - for standard output.');
  if (out === '-' && options.json) throw new UsageError('--json and --out - both want standard output: leave one out.');
  const lines = quarantineCsv(allEntries(await openField(), filter), await acceptances(context));
  if (out === '-') {
    await printExtract(lines);
    return 0;
  }
  await writeExtract(lines, out);
  answer(options, { file: out }, [`${out} holds the quarantine.`]);
  return 0;
}

/** Accepting everything by leaving out what to accept is a slip, not a wish. */
async function accept({ context, openField, filter, options }: Given): Promise<ExitCode> {
  const [reason, name] = [optionalText(options['reason'])?.trim(), optionalText(options['name'])?.trim()];
  if (!reason || !name) throw new UsageError('Whoever accepts a record answers for it: --reason WORDS --name NAME.');
  if (Object.values(filter).every((value) => value === undefined))
    throw new UsageError('Say what is accepted: --record, --code, --entity or --account.');
  const entries = await Array.fromAsync(allEntries(await openField(), filter));
  if (filter.externalId !== undefined && entries.length === 0) return notThere(filter.externalId, options, { accepted: 0, before: 0 });
  const accepted = await new AcceptanceStore(await context.runner()).accept(entries, { reason, name });
  const before = entries.length - accepted;
  answer(options, { accepted, before }, [`${accepted} records are accepted by ${name}${before > 0 ? `; ${before} were before` : ''}.`]);
  return 0;
}

/** What was forgotten is told in full: nothing else says so afterwards. */
async function forget({ openField, options }: Given): Promise<ExitCode> {
  const forgotten = await forgetHqIds(await openField());
  answer(options, { forgotten }, [
    ...forgotten.map(({ entity, externalId, hqId }) => `${entity} ${externalId}: ${hqId}`),
    `${forgotten.length} ids of HQ are forgotten; HQ gives new ones with the next work.`,
  ]);
  return 0;
}

/** Says of a record that was named that nothing was done, because it is not in quarantine, or not for what else was asked. */
function notThere(externalId: string, options: CommandOptions, figures: object): ExitCode {
  answer(options, figures, [`${externalId} is not in quarantine.`]);
  return 1;
}

async function acceptances(context: Context): Promise<Acceptance[]> {
  return new AcceptanceStore(await context.runner()).list();
}

function inWords({ entity, externalId, code, field, message }: QuarantineEntry): string {
  return `${entity} ${externalId}: ${code}${field === null ? '' : ` in ${field}`}: ${message}`;
}
