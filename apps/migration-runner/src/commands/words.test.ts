import { Command as Parser } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { commandLine } from '../fixtures/command-line.ts';
import { loadCommands } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

const withWords = (await loadCommands(undefined)).flatMap(({ name, words, options }) =>
  words === undefined ? [] : [{ name, words, options }],
);

test.each(withWords)('$name: every option goes with a word, and every word names options that there are', ({ words, options }) => {
  const parser = new Parser();
  options?.(parser);
  const named = Object.values(words).flatMap((word) => word.options);
  expect([...new Set(named)].sort()).toEqual(parser.options.map((option) => option.name()).sort());
});

test('commands whose first word says what is done', () => {
  expect(withWords.map(({ name }) => name)).toEqual(['gate', 'plan', 'authority', 'stage', 'maintenance', 'quiet', 'quarantine']);
});

// What is asked for is looked at before anything is opened.
test.each([
  [['quarantine', 'release', '--limit', '5'], '--limit goes with quarantine list, not with release.'],
  [['quarantine', 'forget-hq-ids', '--account', 'x'], '--account goes with quarantine list or show or release or export or accept'],
  [['stage', 'back', 'hq-final', '--actor', 'a', '--reason', 'b'], 'stage back takes no `hq-final`.'],
  [['stage', 'check', '--override'], '--override goes with stage enter, not with check.'],
  [['plan', 'show', '--out', 'plan.txt'], '--out goes with plan ics or runbook or timeline or calibrate, not with show.'],
  [['plan', 'window', '--move', 'final-release=2027-06-11T18:00[UTC]'], '--move goes with plan show'],
  [['gate', 'list', 'field.push'], 'gate list takes no `field.push`.'],
  [['gate', 'why', 'field.push', '--accounts', 'x'], '--accounts goes with gate set, not with why.'],
  [['authority', 'show', '--to', 'hq'], '--to goes with authority move, not with show.'],
  [['maintenance', 'off', '--text', 'x'], '--text goes with maintenance on or preview, not with off.'],
  [['quiet', 'list', '--zone', 'Europe/Berlin'], '--zone goes with quiet add, not with list.'],
  [['quiet', 'remove'], 'Say which: quiet remove ID.'],
  [['quiet', 'add', '--from', '0 9 * * *'], 'Say when and where'],
  [['stage', 'enter', 'nowhere', '--actor', 'a', '--reason', 'b'], 'got `nowhere`'],
  [
    ['stage', 'enter', 'validated', '--maintenance', '--actor', 'a', '--reason', 'b'],
    '--maintenance goes with stage enter field-cut-over.',
  ],
  [['quarantine', 'list', '--limit', '0'], '--limit'],
  [['quarantine', 'accept', '--code', 'name_taken'], '--reason WORDS --name NAME'],
  [['quarantine', 'release', '--entity', 'users'], 'Expected `--entity` to be one of account, user'],
  [['quarantine', 'release', '--code', 'parent_unknown'], 'Expected `--code` to be one of name_taken'],
  [['throttle', '--history', '--pause'], '--history shows and changes nothing'],
  [['throttle', '--history', '--steps'], 'Say --history or --steps, not both.'],
  [['throttle', '--limit', '5'], '--limit goes with --history or --steps.'],
  [['throttle', '--reason', 'slowly'], 'Say what is set'],
  [['status', '--every', '5s'], '--every goes with --watch.'],
  [['verify', '--rounds', '2'], '--rounds goes with --watch.'],
  [['verify', '--by', 'eye'], 'Expected `--by` to be one of counts, digests'],
  [['preflight', '--roles', '--only', 'disk'], 'Say --roles or --only, not both.'],
  [['pause', '--for', '0s'], '--for'],
  [['accounts', '--limit', '0'], '--limit'],
  [['throttle', '--workers', '2', '--reason', ''], 'Expected `--reason` to say why'],
  [['pause', '--reason', ' '], 'Expected `--reason` to say why'],
  [['resume', '--reason='], 'Expected `--reason` to say why'],
  [['kill', '--reason', ''], 'Expected `--reason` to say why'],
  [['drain', '--reason', ' '], 'Expected `--reason` to say why'],
  [['throttle', '--workers', '2', '--actor', ''], 'Expected `--actor` to say who'],
  [['pause', '--actor', ' '], 'Expected `--actor` to say who'],
  [['resume', '--actor='], 'Expected `--actor` to say who'],
  [['kill', '--actor', ''], 'Expected `--actor` to say who'],
  [['drain', '--actor', ''], 'Expected `--actor` to say who'],
  [['quiet', 'add', '--from', '0 9 * * *', '--lasting', '8h', '--zone', 'Europe/Berlin', '--actor', ''], 'Expected `--actor` to say who'],
  [['throttle', '--workers', ''], 'Expected `--workers` to be a whole number from 0 to 1000, got ``.'],
  [['throttle', '--workers='], '--workers'],
  [['throttle', '--workers', ' '], '--workers'],
  [['throttle', '--workers', '0x10'], '--workers'],
  [['throttle', '--fibres', '1e2'], '--fibres'],
  [['throttle', '--workers', '1001'], '--workers'],
  [['throttle', '--fibres', '99999999'], '--fibres'],
  [['throttle', '--ceiling-workers', '1001'], '--ceiling-workers'],
  [['verify', '--limit', ''], '--limit'],
  [['verify', '--settle', ''], '--settle'],
  [['verify', '--watch', '--every', '0'], 'Expected `--every` to be a whole number from 1 to 86400, got `0`.'],
  [['report', '--out', ''], 'Say where it goes: --out FILE'],
  [['report', '--out', '-', '--json'], '--json and --out - both want standard output'],
  [['maintenance', 'constructor'], 'Expected one of on, off, preview, got `constructor`.'],
])('%j is refused', async (words, message) => {
  for (const name of ['FIELD_DATABASE_URL', 'HQ_DATABASE_URL', 'RUNNER_DATABASE_URL']) vi.stubEnv(name, 'postgres://127.0.0.1:1/nobody');
  expect(await commandLine()(...words)).toEqual({ code: 2, output: expect.stringContaining(message) });
});

test('a page that has no place to be written is not gathered', async () => {
  for (const name of ['FIELD_DATABASE_URL', 'HQ_DATABASE_URL', 'RUNNER_DATABASE_URL']) vi.stubEnv(name, 'postgres://127.0.0.1:1/nobody');
  const file = `${import.meta.dirname}/none/report.html`;
  const { code, output } = await commandLine('report')('--out', file);
  expect({ code, output }).toEqual({ code: 3, output: expect.stringContaining(`The folder of ${file} does not exist.`) });
});

test.each([
  ['work', 'one JSON object a line'],
  ['verify', 'with --watch one a line'],
  ['throttle', 'with --history or --steps an array'],
  ['quiet', 'an array of JSON objects on stdout'],
  ['timings', 'an array of JSON objects on stdout'],
  ['gate', 'one JSON object on stdout'],
])('the help of %s says what --json prints', async (name, words) => {
  const { code, output } = await commandLine(name)('--help');
  expect({ code, output: output.replace(/\s+/gu, ' ') }).toEqual({ code: 0, output: expect.stringContaining(words) });
});

test('what an option has unless told is nothing that was told', async () => {
  const { code, output } = await commandLine()('plan', 'show');
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('Window') });
});
