import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePlan } from '@hq-field/release-plan';
import { testDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { defaultPlan } from '../plan/open-plan.ts';
import { commandLine } from '../fixtures/command-line.ts';
import { legacyField } from '../fixtures/legacy-field.ts';
import { keepRehearsedSteps } from '../timings/rehearsed-steps.ts';
import { keepTiming } from '../timings/timings-store.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const folder = mkdtempSync(join(tmpdir(), 'plan-'));
vi.stubEnv('RUNNER_DATABASE_URL', database.url);
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await database.drop();
});

const plan = commandLine('plan');
const file = (name: string) => join(folder, name);

test('the plan of this migration can be run, and every output is made of it, the same bytes each time', async () => {
  expect(await plan('validate', '--json')).toMatchObject({ code: 0, output: expect.stringContaining('"passed":true') });
  expect((await plan('show', '--office', 'boston')).output).toContain('cut-over');
  for (const [what, more] of [
    ['ics', ['--stamp', '2026-01-01T00:00:00Z', '--sequence', '3']],
    ['runbook', []],
    ['announce', []],
  ] as const) {
    const [one, two] = [await plan(what, ...more), await plan(what, ...more)];
    expect([what, one.code, one.output === two.output, one.output.length > 500]).toEqual([what, 0, true, true]);
  }
  const { output } = await plan('ics', '--stamp', '2026-01-01T00:00:00Z', '--sequence', '3');
  expect(output).toContain('SEQUENCE:3');
  expect(output).toMatch(/\r\nEND:VCALENDAR\r\n$/u);
});

test('the timeline shows what was really done', async () => {
  const runner = await openRunner(database.url, { max: 1 });
  await runner`
    insert into migration.release_moves (from_stage, to_stage, direction, actor, reason, begun_at, ended_at, checks)
    values ('prepared', 'hq-released', 'forward', 'ann', 'a test', '2027-05-10T01:00:00Z', '2027-05-10T01:10:00Z', '[]')`;
  const planned = await plan('timeline', '--out', file('timeline.html'));
  const html = readFileSync(file('timeline.html'), 'utf8');
  expect([planned.code, html.startsWith('<!doctype html>'), html.includes('01:10')]).toEqual([0, true, true]);
  await runner.end();
});

test('an anchor that moves takes everything with it, and what falls into trouble is named', async () => {
  const quiet = await plan('diff', '--move', 'final-release=2027-06-11T18:00[America/Los_Angeles]', '--json');
  const { moved } = JSON.parse(quiet.output) as { moved: { id: string; minutes: number }[] };
  expect([quiet.code, moved.find(({ id }) => id === 'cut-over')?.minutes]).toEqual([0, 28 * 24 * 60]);
  expect(await plan('diff', '--move', 'final-release=2027-05-28T18:00[America/Los_Angeles]')).toMatchObject({
    code: 1,
    output: expect.stringContaining('freeze-day cut-over'),
  });
});

const rehearsal = { rehearsal: '2027-04-01T10:00:00Z', records: 2 };
/** Measured steps of rehearsals, in place of those of this checkout. */
async function rehearsed(name: string, steps: { step: string; seconds: number }[]): Promise<string> {
  writeFileSync(file(name), '');
  await keepRehearsedSteps(
    steps.map((one) => ({ ...rehearsal, ...one })),
    file(name),
  );
  return file(name);
}
const durationsOf = (name: string) => {
  const parsed = parsePlan(readFileSync(file(name), 'utf8'));
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  return Object.fromEntries(parsed.plan.steps.map(({ id, duration }) => [id, duration.rehearsed?.p50 ?? null]));
};

test('measured durations go into the file, its comments stay, and what nobody measured is named', async () => {
  const runner = await openRunner(database.url, { max: 1 });
  for (const seconds of [100, 130, 160])
    await keepTiming(runner, { run: '2026-11-26', phase: 'preflight', begunAt: new Date().toISOString(), seconds, exitCode: 0 });
  // Of three accounts with 100 records two were walked while one host worked, and none while another did.
  await runner`
    insert into migration.accounts (external_id, size, walked_at)
    select 'walked ' || size, size, case when size > 10 then '2026-11-26T11:00:00Z'::timestamptz end from unnest(array[50, 40, 10]) as a (size)`;
  for (const [hour, seconds] of [
    ['10', 5400],
    ['13', 60],
  ] as const)
    await keepTiming(runner, { run: '2026-11-26', phase: 'work --until-idle', begunAt: `2026-11-26T${hour}:00:00Z`, seconds, exitCode: 0 });
  await runner.end();
  const none = await rehearsed('none.jsonl', []);
  const calibrated = await plan('calibrate', '--file', defaultPlan, '--scale', '10', '--rehearsed', none, '--out', file('plan.yaml'));
  expect([calibrated.code, calibrated.output]).toEqual([0, expect.stringMatching(/still guesses: .*cut-over/u)]);
  expect(calibrated.output).toContain('× 10, as --scale says');
  const text = readFileSync(file('plan.yaml'), 'utf8');
  expect(durationsOf('plan.yaml')).toMatchObject({ bulk: '1000 minutes' });
  expect([text.includes('p50: 22 minutes'), text.startsWith('# The release of this migration.')]).toEqual([true, true]);
  expect((await plan('validate', '--file', file('plan.yaml'), '--json')).output).not.toContain('30 minutes for `preflight` is a guess');
});

test('rehearsals are scaled by the size of production, where a duration grows; what this runner measured is not', async () => {
  const field = await legacyField();
  const sql = postgres(field.url, { max: 1 });
  await sql`insert into accounts (guid) select gen_random_uuid() from generate_series(1, 20)`;
  await sql`analyze`;
  await sql.end();
  const steps = await rehearsed('steps.jsonl', [
    { step: 'bulk', seconds: 600 },
    { step: 'open-again', seconds: 600 },
    { step: 'dance', seconds: 1 },
  ]);
  const calibrate = (...words: string[]) => plan('calibrate', '--rehearsed', steps, '--out', file('scaled.yaml'), ...words);
  vi.stubEnv('FIELD_DATABASE_URL', field.url);
  const { code, output } = await calibrate('--file', defaultPlan);
  expect(code).toBe(0);
  for (const words of [
    'about 20 records, as the statistics',
    'rehearsal of 2027-04-01T10:00:00Z, 2 records: × 10',
    'no step of this plan: dance',
  ])
    expect(output).toContain(words);
  // The runs of preflight, above, were of this Field.
  expect(durationsOf('scaled.yaml')).toMatchObject({ bulk: '100 minutes', 'open-again': '10 minutes', preflight: '3 minutes' });
  expect((await calibrate('--scale', '3')).code).toBe(0);
  expect(durationsOf('scaled.yaml')).toMatchObject({ bulk: '30 minutes', 'open-again': '10 minutes', preflight: '7 minutes' });

  vi.stubEnv('FIELD_DATABASE_URL', '');
  expect(await calibrate()).toEqual({ code: 2, output: expect.stringContaining('Set FIELD_DATABASE_URL') });
  await field.drop();
});

test('windows are ranked with their reasons; holidays and other calendars count', async () => {
  const ask = ['window', '--between', '2027-05-14/2027-05-17', '--limit', '1', '--json'];
  const best = async (...more: string[]) => JSON.parse((await plan(...ask, ...more)).output).windows[0] as { from: string; score: number };
  const before = await best('--svg', file('hours.svg'));
  expect(await best('--between', '2027-05-14T02:00:00+02:00/2027-05-17T00:00:00Z')).toEqual(before);
  expect(before.from).toBe('2027-05-15T01:00:00Z');
  expect(readFileSync(file('hours.svg'), 'utf8')).toMatch(/^<svg/u);
  const event = ['DTSTAMP:20260101T000000Z', 'UID:1', 'DTSTART:20270514T230000Z', 'DTEND:20270515T060000Z', 'SUMMARY:Invoices'];
  const calendar = (...properties: string[]) => {
    const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', ...properties, 'END:VEVENT', 'END:VCALENDAR', ''];
    writeFileSync(file('busy.ics'), lines.join('\r\n'));
    return file('busy.ics');
  };
  expect((await best('--busy', calendar(...event))).from).not.toBe(before.from);
  const days = ['DTSTAMP:20260101T000000Z', 'UID:1', 'DTSTART;VALUE=DATE:20270514', 'DTEND;VALUE=DATE:20270518', 'SUMMARY:Leave'];
  expect(await best('--busy', calendar(...days, 'TRANSP:TRANSPARENT'))).toEqual(before);
  expect((await best('--busy', calendar(...days))).score).toBeLessThan(before.score);
});

test('a holiday after the last window counts among its quiet hours, and the name of its file may have any characters', async () => {
  const lines = ['BEGIN:VEVENT', 'UID:1', 'DTSTART;VALUE=DATE:20270329', 'SUMMARY:Easter Monday', 'END:VEVENT'];
  writeFileSync(file('2027=boston.ics'), ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n'));
  const saturday = async (to: string) => {
    const ask = ['--offices', 'boston', '--between', `2027-03-27T21:00:00Z/${to}`, '--limit', '200', '--json'];
    const { output } = await plan('window', ...ask, '--holidays', `boston=${file('2027=boston.ics')}`);
    const { windows } = JSON.parse(output) as { windows: { from: string; reasons: { words: string }[] }[] };
    return windows.find(({ from }) => from === '2027-03-27T21:00:00Z');
  };
  const alone = await saturday('2027-03-28T00:00:00Z');
  expect(alone?.reasons.at(-1)?.words).toBe('Nobody works for 48 hours after it: time to mend what went wrong.');
  expect(await saturday('2027-03-31T00:00:00Z')).toEqual(alone);
});

test.each([
  [['dance'], 'Expected one of show'],
  [['show', '--file', '/nowhere/plan.yaml'], 'cannot be read'],
  [['show', '--office', 'paris'], 'no office `paris`'],
  [['show', '--office', 'constructor'], 'no office `constructor`'],
  [['show', '--move', 'constructor=2027-01-01T00:00[UTC]'], 'final-release'],
  [['window', '--between', '2027-05-14/2027-05-17', '--duration', '100s'], 'Expected `--duration` to be whole minutes'],
  [['window', '--between', '2027-01-01/2029-01-01'], 'take longer steps (--step)'],
  [['window', '--between', '2027-05-14/2027-05-17', '--offices', 'toString'], 'no office `toString`'],
  [['window', '--between', '2027-05-14/2027-05-17', '--holidays', 'toString=a.ics'], '--holidays'],
  [['show', '--move', 'easter=2027-01-01T00:00[UTC]'], 'final-release'],
  [['show', '--move', 'final-release=2027-03-14T02:30[America/New_York]'], 'daylight saving skips it'],
  [['window'], '--between'],
  [['window', '--between', '2027-05-14T00:00/2027-05-17'], '--between'],
  [['window', '--between', '2027-02-31/2027-05-17'], '--between'],
  [['window', '--between', '2027-05-14/2027-05-15/2027-05-17'], '--between'],
  [['ics', '--stamp', '5'], '--stamp'],
  [['ics', '--stamp', '2027-02-30T00:00:00Z'], '--stamp'],
  [['window', '--between', '2027-05-14/2027-05-17', '--holidays', 'boston'], '--holidays'],
  [['window', '--between', '2027-05-14/2027-05-17', '--holidays', 'boston='], '--holidays'],
  [['window', '--between', '2027-05-14/2027-05-17', '--busy', '/nowhere/a.ics'], 'cannot be read'],
  [['announce', '--audience', 'nobody'], 'says nothing to `nobody`'],
  [['calibrate', '--scale', '0'], '--scale'],
  [['calibrate', '--rehearsed', '/nowhere/steps.jsonl'], 'cannot be read'],
  [['diff'], '--move'],
])('%j is refused with what to do', async (words, message) => {
  expect(await plan(...words)).toEqual({ code: 2, output: expect.stringContaining(message) });
});

test('a runbook goes to standard output or to a file, and a place that takes none is named', async () => {
  const unless = await plan('runbook');
  expect(await plan('runbook', '--out', '-')).toEqual({ code: 0, output: unless.output });
  expect(await plan('runbook', '--out', '/nowhere/runbook.md')).toEqual({ code: 3, output: expect.stringContaining('The folder of') });
  expect(await plan('ics', '--out', folder)).toEqual({
    code: 3,
    output: expect.stringContaining('is a folder. Name a file in it with --out.'),
  });
  expect(await plan('ics', '--out', '')).toMatchObject({ code: 2 });
});

test('a file that is no plan is refused with every mistake and its line', async () => {
  writeFileSync(file('wrong.yaml'), 'name: Not an id\nsteps: []\n');
  const { code, output } = await plan('validate', '--file', file('wrong.yaml'));
  expect([code, output]).toEqual([2, expect.stringMatching(/line 1, name: .*\n.*line/u)]);
});
