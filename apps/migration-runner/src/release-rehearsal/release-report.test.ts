import { readFileSync } from 'node:fs';
import { parsePlan } from '@hq-field/release-plan';
import { expect, test } from 'vitest';
import { defaultPlan } from '../plan/open-plan.ts';
import { contingencies } from './contingencies/index.ts';
import type { Entry } from './diary.ts';
import type { ReleaseOptions } from './release-options.ts';
import { actualTimesOf, buildReleaseReport, releaseInWords } from './release-report.ts';

const options: ReleaseOptions = {
  accounts: 60,
  seed: 1,
  rate: 2,
  through: 'done',
  isBack: false,
  scale: 10,
  contingencies: 1,
  plan: defaultPlan,
  keep: false,
  out: 'out',
};
const planned = { from: '2027-05-14T21:05:00Z', to: '2027-05-14T22:05:00Z' };
const entry = (one: Partial<Entry> & Pick<Entry, 'kind' | 'id'>): Entry => ({
  words: 'words',
  planned: null,
  from: planned.from,
  to: planned.from,
  at: 0,
  seconds: 0,
  outcome: 'done',
  ...one,
});
const [hqDown] = contingencies.filter(({ id }) => id === 'hq-down');
const struck = hqDown === undefined ? [] : [{ contingency: hqDown, step: 'bulk' }];
const entries: Entry[] = [
  entry({ kind: 'step', id: 'bulk', planned, outcome: 'another time' }),
  entry({ kind: 'pull', id: 'hq-down', at: 10, words: 'HQ is killed' }),
  entry({ kind: 'notice', id: 'hq-down', at: 12.5 }),
  entry({ kind: 'mend', id: 'hq-down', at: 20 }),
  entry({ kind: 'step', id: 'bulk', planned, from: '2027-05-14T21:35:00Z', to: '2027-05-14T21:45:00Z', seconds: 60 }),
  entry({ kind: 'message', id: 'call', planned, from: '2027-05-14T21:06:00Z' }),
];
const build = (of: readonly Entry[], failure: string | null = null) =>
  buildReleaseReport({ startedAt: '2026-11-26T00:00:00Z', seconds: 90, options, records: 20_000, entries: of, struck, failure });

test('a step counts as it was last done, late against its plan, and the release passes when what struck was noticed and mended', () => {
  const report = build(entries);
  expect(report.steps).toEqual([
    {
      id: 'bulk',
      planned,
      actual: { from: '2027-05-14T21:35:00Z', to: '2027-05-14T21:45:00Z' },
      lateMinutes: 30,
      plannedMinutes: 60,
      minutes: 10,
      seconds: 60,
      isDone: true,
    },
  ]);
  expect(report.contingencies).toMatchObject([{ id: 'hq-down', step: 'bulk', pulled: 'HQ is killed', noticedAfter: 2.5, mendedAfter: 10 }]);
  expect(report.messages).toEqual([{ id: 'call', planned: planned.from, sent: '2027-05-14T21:06:00Z' }]);
  expect(actualTimesOf(report)).toEqual({ bulk: { start: '2027-05-14T21:35:00Z', end: '2027-05-14T21:45:00Z' } });
  expect(report.passed).toBe(true);
});

test('it says that a stage could not be half entered', () => {
  const parsed = parsePlan(readFileSync(defaultPlan, 'utf8'));
  if ('mistakes' in parsed) throw new Error('no plan');
  const refused = entry({ kind: 'refused', id: 'cut-over', words: 'its entry checks refuse it' });
  expect(releaseInWords(build([...entries, refused]), parsed.plan)).toContain('Not proven at cut-over: its entry checks refuse it');
});

test('it fails when something was not noticed, not mended, or did not end well, and says so', () => {
  const without = (kind: Entry['kind']) => build(entries.filter((one) => one.kind !== kind));
  expect([without('pull').passed, without('notice').passed, without('mend').passed, build(entries, 'bulk ended with 1').passed]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  const parsed = parsePlan(readFileSync(defaultPlan, 'utf8'));
  if ('mistakes' in parsed) throw new Error('no plan');
  const words = releaseInWords(build(entries, 'bulk ended with 1'), parsed.plan).join('\n');
  expect(words).toMatch(/30 min +60 min +10 min +bulk \(60\.0 s here\)/u);
  expect(words).toMatch(/noticed after 2\.5 s[^]*bulk ended with 1[^]*FAILED in 90 s/u);
});
