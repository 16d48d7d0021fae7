import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import { changeCompany } from '../../administration/change-company.ts';
import { readAccount } from '../../administration/read-account.ts';
import { actor, head, migrateAcme, moveAcme } from '../../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../../fixtures/hq.ts';
import { accountMember } from '../../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const sql = hq.database.read;
afterAll(() => hq.close());

test('a person whose company HQ has taken out is not the same with that company, and is without it', async () => {
  await migrateAcme(hq);
  await moveAcme(hq);
  const before = await hq.send({ accountMember: [accountMember('acme', 'ben', { company: 'bolt' }, 7)] });
  const { account } = await readAccount(sql, { actor: actor('ann'), account: 'acme' });
  await changeCompany(sql, { ...head('ann'), company: 'bolt', seen: account?.companies[0]?.digest ?? null, values: null });
  const after = await hq.send({ accountMember: [accountMember('acme', 'ben', { company: 'bolt' }, 7)] });
  const without = await hq.send({ accountMember: [accountMember('acme', 'ben', {}, 7)] });
  expect([before, after, without]).toEqual([
    { 'acme:ben': 'unchanged' },
    { 'acme:ben': expect.stringMatching(/^rejected value_refused/u) },
    { 'acme:ben': 'unchanged' },
  ]);
});
