import { parsePlan } from '@hq-field/release-plan';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { KeptMove } from '../stages/release-store.ts';
import { actualTimes, measurementsOf } from './measured-steps.ts';
import { defaultPlan } from './open-plan.ts';

const parsed = parsePlan(readFileSync(defaultPlan, 'utf8'));
if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
const { plan } = parsed;

const move = (to: KeptMove['to'], begun: number, ended: number | null, direction: KeptMove['direction'] = 'forward'): KeptMove => ({
  id: begun,
  from: 'prepared',
  to,
  direction,
  actor: 'ann',
  reason: 'a test',
  begunAt: new Date(begun * 1000),
  endedAt: ended === null ? null : new Date(ended * 1000),
  actedSeconds: ended === null ? 0 : ended - begun,
  isOverridden: false,
});
const timing = (phase: string, seconds: number, exitCode = 0, walkedShare = 0) => ({
  run: '2026-11-26',
  phase,
  begunAt: '2026-11-26T00:00:00Z',
  seconds,
  exitCode,
  walkedShare,
});

test('a step that enters a stage is as long as the moves into it, any other as long as the runs of its command', () => {
  const moves = [move('validated', 100, null), move('validated', 50, 62), move('migrating', 10, 40, 'back')];
  const measured = measurementsOf(plan, moves, [
    timing('preflight', 7),
    timing('preflight', 9, 1),
    timing('preflight --only', 1),
    timing('verify', 30),
  ]);
  const of = (stage: string) => plan.steps.find((step) => step.stage === stage)?.id;
  const byCommand = (words: string) => plan.steps.filter(({ stage, command }) => stage === null && command?.startsWith(words) === true);
  expect(measured.filter(({ step }) => step === of('validated'))).toEqual([{ step: of('validated'), seconds: 12 }]);
  expect(measured.filter(({ step }) => step === of('migrating'))).toEqual([]);
  expect(byCommand('pnpm migrate preflight').length).toBeGreaterThan(0);
  for (const { id } of byCommand('pnpm migrate preflight')) expect(measured).toContainEqual({ step: id, seconds: 7 });
  // One that failed, and one that did something else.
  expect(measured.some(({ seconds }) => seconds === 9 || seconds === 1)).toBe(false);
  // The newest move into a stage counts, also one that is under way.
  expect(actualTimes(plan, moves)[of('validated') ?? '']).toEqual({ start: '1970-01-01T00:01:40.000Z', end: null });
});

test('a host that found little to do until it was idle is no measure of the bulk migration; one that walked most of it is, taken for all', () => {
  const works = [
    [3, 0],
    [90, 0.49],
    [80, 0.8],
    [100, 1],
  ].map(([seconds = 0, share]) => timing('work --until-idle', seconds, 0, share));
  expect(measurementsOf(plan, [], works)).toEqual([100, 100].map((seconds) => ({ step: 'bulk', seconds })));
});

test('a move that was stopped at night and given again in the morning is no measure', () => {
  const stage = plan.steps.find((step) => step.stage === 'smoke-migrated')?.id;
  const [evening, morning] = [61_200, 118_800];
  const moves = [{ ...move('smoke-migrated', evening, morning), actedSeconds: 300 }, move('smoke-migrated', 0, 310)];
  expect(measurementsOf(plan, moves, [])).toEqual([{ step: stage, seconds: 310 }]);
});

test.each([[62], [null]])('a stage that was taken back is not done, also when it was entered until %s', (ended) => {
  const back: KeptMove = { ...move('migrating', 100, 140, 'back'), from: 'validated' };
  expect(actualTimes(plan, [back, move('validated', 50, ended)])).toEqual({});
});
