import { randomUUID } from 'node:crypto';
import { until, waitsForLock } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';
import { digestOf } from './digest.ts';
import { projectValues } from './legacy-reads.ts';
import { legacyWrites } from './legacy-writes.ts';

const site = await openSite();
afterAll(() => site.close());

/** Fences of two edits: each waits, just before its first write, until the other is there too or waits for a lock that it holds. */
function meeting() {
  let there = 0;
  return () => {
    let isFirst = true;
    return async () => {
      if (!isFirst) return;
      isFirst = false;
      there += 1;
      await until(async () => there === 2 || (await waitsForLock(site.field)), { timeoutMs: 10_000, what: 'the other edit' });
    };
  };
}

test('two projects that are renamed to one name at once: one of them is refused', async () => {
  const { field, acmeGuid, guids } = site;
  const writes = legacyWrites(field);
  const projects: string[] = [];
  for (const name of ['One', 'Two'])
    projects.push(
      await writes.createProject(
        acmeGuid,
        guids.ann,
        { name, startDate: '' },
        { seen: '', epoch: 0, key: randomUUID(), fence: async () => {} },
      ),
    );
  const fence = meeting();
  const results = await Promise.allSettled(
    projects.map(async (project) => {
      const stored = await projectValues(field, project);
      if (stored === null) throw new Error('gone');
      await writes.changeProject(
        project,
        { ...stored.values, name: 'Same' },
        { seen: digestOf(stored.values), epoch: 0, key: randomUUID(), fence: fence() },
      );
    }),
  );
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});
