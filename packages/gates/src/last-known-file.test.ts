import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { GateStates } from './decide-gate.ts';
import { LastKnownFile, readLastKnown } from './last-known-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'last-known-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** More accounts take longer to write. */
const states = (words: string, accounts: number): GateStates =>
  new Map([
    [
      'field.administration',
      { value: 'hq', percentage: 0, cohort: new Map(Array.from({ length: accounts }, (_, at) => [`account ${at}`, 'hq'])), words },
    ],
  ]);

test('of changes that follow each other at once the last one is kept, however long the others take', async () => {
  const file = join(folder, 'rapid.json');
  const kept = new LastKnownFile(file);
  for (let round = 0; round < 5; round += 1) {
    const writes = [20_000, 5, 1].map((accounts, at) => kept.keep(states(`${round} ${at}`, accounts)));
    await Promise.all(writes);
    expect(readLastKnown(file)?.get('field.administration')?.words).toBe(`${round} 2`);
  }
  expect(readdirSync(folder)).toEqual(['rapid.json']);
});

test('what could not be written is said, and the next change is written all the same', async () => {
  const kept = new LastKnownFile(join(folder, 'nowhere', 'gates.json'));
  await expect(kept.keep(states('one', 1))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(kept.keep(states('two', 1))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(kept.settled()).resolves.toBeUndefined();
});
