import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@hq-field/testkit/processes';
import { afterAll, expect, test } from 'vitest';
import { readRehearsedSteps } from '../timings/rehearsed-steps.ts';
import type { ReleaseReport } from './release-report.ts';

const out = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));
const script = join(import.meta.dirname, '..', 'main.ts');

async function rehearse(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = startProcess(script, {
    arguments: ['rehearse', ...args],
    env: { FIELD_DATABASE_URL: undefined, HQ_DATABASE_URL: undefined, RUNNER_DATABASE_URL: undefined },
  });
  return { code: (await child.exited).code, said: child.output() };
}

test('the plan’s own commands to push-enabled, a plug pulled in it, and all ways back to a Field that serves as before', {
  timeout: 600_000,
}, async () => {
  const { code, said } = await rehearse(
    '--through',
    'push-enabled',
    '--back',
    '--contingencies',
    'plug-pulled',
    '--accounts',
    '10',
    '--json',
    '--out',
    out,
  );
  expect([code, said]).toEqual([0, expect.any(String)]);
  const report = JSON.parse(readFileSync(join(out, 'release.json'), 'utf8')) as ReleaseReport;
  expect(report.steps.map(({ id }) => id)).toEqual(['preflight', 'release-hq', 'enable-push']);
  expect(report.messages.map(({ id }) => id)).toEqual(['locked-parts', 'freeze-of-hq']);
  expect(report.contingencies).toMatchObject([
    { id: 'plug-pulled', step: 'enable-push', noticed: 'hq-released to push-enabled, which was begun before' },
  ]);
  // Nobody works, so the next stage is not half entered.
  expect(report.entries).toContainEqual(expect.objectContaining({ kind: 'refused', id: 'five-accounts' }));
  const of = (kind: string) => report.entries.filter((entry) => entry.kind === kind).map(({ id }) => id);
  expect([of('back'), of('proof')]).toEqual([
    ['enable-push', 'release-hq'],
    ['enable-push', 'release-hq'],
  ]);
  // What a step takes when something goes wrong in it is no measure of it.
  const steps = await readRehearsedSteps(join(out, 'steps.jsonl'));
  expect(steps.map(({ step }) => step)).toEqual(['preflight', 'release-hq']);
  expect(report.entries.at(-1)?.words).toContain('nothing of it is captured');
});

test('what cannot be rehearsed is refused before anything starts', async () => {
  const asked = [['--through', 'nowhere'], ['--back'], ['--through', 'hq-released', '--contingencies', 'hq-slow'], ['--release', '--calm']];
  const answers = await Promise.all(asked.map((args) => rehearse(...args)));
  expect(answers.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  expect(answers.map(({ said }) => said.split('\n').filter((line) => line !== '').length > 0)).toEqual([true, true, true, true]);
  expect(answers[0]?.said).toContain('hq-released');
  expect(answers[2]?.said).toContain('hq-slow');
});
