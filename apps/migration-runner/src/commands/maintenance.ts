import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { changeGate, decideGate, readGates, toGateChange } from '@hq-field/gates';
import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { openPlan, planFileOf, timesOf } from '../plan/open-plan.ts';
import { scripts } from '../processes/scripts.ts';
import { RunnerError } from '../runner-error.ts';
import { oneOf, optionalText } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';
import { outOf, writeOut } from './write-out.ts';

const gate = 'field.maintenance';
const defaultFile = 'maintenance.html';
const scopes = ['all', 'administration'] as const;
type Scope = (typeof scopes)[number];
/** Options that say what the page says. */
const ofPage = ['scope', 'text', 'text-file', 'message', 'plan'];

export const maintenance: Command = {
  name: 'maintenance',
  description:
    'on: Field, or its administration, shows the maintenance page. off: no longer. preview: writes the page as it would be served.',
  options: (parser) =>
    parser
      .argument('<what>', 'on, off or preview')
      .option('--scope <scope>', `what is in maintenance: ${scopes.join(' or ')}`, 'all')
      .option('--text <words>', 'what the page says; its own words unless told')
      .option('--text-file <file>', 'the same, from a file')
      .option('--message <id>', 'the same, the text of a message of the release plan, with its times')
      .option('--plan <file>', "the plan of --message; that of RUNNER_PLAN_FILE unless told, else this migration's own")
      .option('--out <file>', 'preview: where the page is written, or - for standard output', defaultFile)
      .option('--actor <name>', 'on, off: who does it')
      .option('--reason <text>', 'on, off: why'),
  words: {
    on: { options: [...ofPage, 'actor', 'reason'] },
    off: { options: ['actor', 'reason'] },
    preview: { options: [...ofPage, 'out'] },
  },
  async run(context, options) {
    const [what] = options.words;
    if (what === 'on') return on(context, options);
    return what === 'off' ? off(context, options) : preview(context, options);
  },
};

async function on(context: Context, options: CommandOptions): Promise<ExitCode> {
  const scope = scopeOf(options);
  const words = await set(context, options, scope, await textOf(context, options));
  answer(options, { maintenance: scope, words }, [
    `${scope === 'all' ? 'All of Field is' : "Field's administration is"} in maintenance, seen within a second. The page says: ${words ?? 'its own words'}`,
  ]);
  return 0;
}

async function off(context: Context, options: CommandOptions): Promise<ExitCode> {
  await set(context, options, 'off', null);
  answer(options, { maintenance: 'off' }, ['Field is no longer in maintenance.']);
  return 0;
}

/** Resolves to what the page says from now on; null: its own words. */
async function set(context: Context, options: CommandOptions, value: Scope | 'off', words: string | null): Promise<string | null> {
  const [actor, reason] = [optionalText(options['actor']) ?? '', optionalText(options['reason']) ?? ''];
  const change = toGateChange({ gate, value, accounts: null, percentage: null, words, actor, reason });
  await changeGate(await context.runner(), change);
  return change.words;
}

/** The page with the words of the options, else with those that are set now. */
async function preview(context: Context, options: CommandOptions): Promise<ExitCode> {
  const out = outOf(options, defaultFile);
  const given = await textOf(context, options);
  const { states } = await readGates(await context.runner());
  const words = given ?? states.get(gate)?.words ?? null;
  const page = await pageOf(scopeOf(options), words);
  const { value } = decideGate(states, gate, null);
  await writeOut(options, out, page, { words, maintenance: value }, (place) => [
    `${place} holds the page. Now the maintenance is ${value}.`,
  ]);
  return 0;
}

/** Field knows its page; nobody imports an app. */
async function pageOf(scope: Scope, words: string | null): Promise<string> {
  try {
    const args = [scripts.field, 'maintenance-page', '--scope', scope, ...(words === null ? [] : [`--text=${words}`])];
    return (await promisify(execFile)(process.execPath, args)).stdout;
  } catch (error) {
    throw new RunnerError('failed', `Field did not print its maintenance page: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function scopeOf(options: CommandOptions): Scope {
  return oneOf(options, 'scope', scopes) ?? 'all';
}

async function textOf({ config }: Context, options: CommandOptions): Promise<string | null> {
  const [text, file, message] = [optionalText(options['text']), optionalText(options['textFile']), optionalText(options['message'])];
  if ([text, file, message].filter((one) => one !== undefined).length > 1)
    throw new UsageError('Say one of --text, --text-file and --message.');
  if (message !== undefined) return messageOf(message, planFileOf(config, options['plan']));
  if (file === undefined) return text ?? null;
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} cannot be read. --text-file wants the words of the maintenance page.`);
  }
}

/** The text of a message of the release plan, with its times. */
async function messageOf(id: string, file: string): Promise<string> {
  const { messages } = timesOf(await openPlan(file));
  const found = messages.find((message) => message.id === id);
  if (found === undefined)
    throw new UsageError(`${file} has no message \`${id}\`. Its messages: ${messages.map((message) => message.id).join(', ')}.`);
  return found.text.trim();
}
