import { randomUUID } from 'node:crypto';
import { until, waitsForLock } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';
import { digestOf } from './digest.ts';
import { accountValues, projectValues } from './legacy-reads.ts';
import { legacyWrites } from './legacy-writes.ts';

const site = await openSite();
afterAll(() => site.close());
const writes = legacyWrites(site.field);
const of = (seen: string, fence: () => Promise<void>) => ({ seen, epoch: 0, key: randomUUID(), fence });

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
  const projects: string[] = [];
  for (const name of ['One', 'Two'])
    projects.push(
      await writes.createProject(
        acmeGuid,
        guids.ann,
        { name, startDate: '' },
        of('', async () => {}),
      ),
    );
  const fence = meeting();
  const results = await Promise.allSettled(
    projects.map(async (project) => {
      const stored = await projectValues(field, project);
      if (stored === null) throw new Error('gone');
      await writes.changeProject(project, { ...stored.values, name: 'Same' }, of(digestOf(stored.values), fence()));
    }),
  );
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test.each(['adds', 'removes'] as const)(
  'an account is removed while one of its people is added to another: who %s writes first, and the person has a login',
  async (first) => {
    const { field, acmeGuid } = site;
    const email = `${randomUUID()}@example.com`;
    const trial = { account: 'Gone', project: 'Gone', email, firstName: '', lastName: '' };
    const { account } = await writes.startTrial(
      trial,
      of('', async () => {}),
    );
    const stored = await accountValues(field, account);
    if (stored === null) throw new Error('gone');
    const removes = (fence: () => Promise<void>) => writes.removeAccount(account, of(digestOf(stored.values), fence));
    const adds = (fence: () => Promise<void>) =>
      writes.addMember(acmeGuid, { email, firstName: '', lastName: '', role: 'member', company: '' }, of('', fence));
    const [one, other] = first === 'adds' ? [adds, removes] : [removes, adds];
    let asked = 0;
    let second: Promise<void> | undefined;
    // Before it is committed the other begins, and ends or waits for it.
    await one(async () => {
      asked += 1;
      if (asked !== 2) return;
      let hasEnded = false;
      second = other(async () => {}).finally(() => (hasEnded = true));
      await until(async () => hasEnded || (await waitsForLock(field)), { timeoutMs: 10_000, what: 'the other form' });
    });
    await second;
    const rows = await field`
      select u.deleted_at is null as lives from account_users m join users u on u.id = m.user_id
      where m.account_id = ${site.acmeId} and m.deleted_at is null and u.email = ${email}`;
    expect([...rows]).toEqual([{ lives: true }]);
  },
);
