import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keepRehearsalTimings, readRehearsalTimings } from './rehearsal-timings.ts';

const folder = mkdtempSync(join(tmpdir(), 'timings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const timing = (phase: string) => ({ run: 'r', phase, begunAt: '2026-03-01T10:00:00.000Z', seconds: 1, exitCode: 0 });

test('a line that was not written to its end is left out and told, and what is kept after it is read', async () => {
  const file = join(folder, 'new', 'timings.jsonl');
  const told: string[] = [];
  const read = () => readRehearsalTimings((words) => told.push(words), file);
  expect(await read()).toEqual([]);
  await keepRehearsalTimings([timing('work'), timing('verify')], file);
  expect([await read(), told]).toEqual([[timing('work'), timing('verify')], []]);
  appendFileSync(file, '{"run":"r","ph');
  await keepRehearsalTimings([timing('balance')], file);
  expect(await read()).toEqual([timing('work'), timing('verify'), timing('balance')]);
  expect(told).toEqual([`${file}, line 4 is left out: it was not written to its end.`]);
});
