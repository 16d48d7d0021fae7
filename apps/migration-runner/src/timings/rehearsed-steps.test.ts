import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keepRehearsedSteps, readRehearsedSteps, type RehearsedStep } from './rehearsed-steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'rehearsed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const measured = (step: string, seconds: number): RehearsedStep => ({
  rehearsal: '2027-04-01T10:00:00.000Z',
  step,
  seconds,
  records: 5000,
});

test('what rehearsals keep is read, the oldest first', async () => {
  const file = join(folder, 'new', 'steps.jsonl');
  await keepRehearsedSteps([measured('bulk', 61.5), measured('cut-over', 3)], file);
  await keepRehearsedSteps([measured('bulk', 60)], file);
  expect(await readRehearsedSteps(file)).toEqual([measured('bulk', 61.5), measured('cut-over', 3), measured('bulk', 60)]);
});

test('what is no measurement is not kept', async () => {
  const file = join(folder, 'none.jsonl');
  await expect(keepRehearsedSteps([{ ...measured('bulk', 1), records: 0 }], file)).rejects.toThrow('records');
  await expect(readRehearsedSteps(file)).rejects.toThrow('cannot be read');
});

test.each([
  ['{ "rehearsal": ', 'JSON'],
  [JSON.stringify({ ...measured('bulk', -1) }), 'seconds'],
  [JSON.stringify({ ...measured('bulk', 1), rehearsal: 'yesterday' }), 'rehearsal'],
])('a broken line is named: %s', async (line, told) => {
  const file = join(folder, 'broken.jsonl');
  writeFileSync(file, '');
  await keepRehearsedSteps([measured('bulk', 1)], file);
  appendFileSync(file, `\n${line}\n`);
  await expect(readRehearsedSteps(file)).rejects.toThrow(/line 3 is no measured step .*Take the line out/u);
  await expect(readRehearsedSteps(file)).rejects.toThrow(told);
});
