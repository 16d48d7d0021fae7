import { expect, test } from 'vitest';
import { changeCompany } from '../../administration/change-company.ts';
import { moveAuthority } from '../../administration/move-authority.ts';
import { readAccount } from '../../administration/read-account.ts';
import { actor, head, hqThatKeepsAcme, move } from '../../fixtures/administered.ts';
import { accountMember, gone, projectMember } from '../../fixtures/records.ts';

const hq = await hqThatKeepsAcme();
const sql = hq.database.read;

test('a person whose company HQ has taken out is not the same with that company, and is without it', async () => {
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

test('a deletion that finds no membership is kept while HQ keeps the account: a copy from before it is stale, then and once the account is back', async () => {
  const at = (version: number) => ({
    accountMember: [accountMember('acme', 'eve', { role: 'account_admin' }, version)],
    projectMember: [projectMember('tower', 'ben', {}, version)],
  });
  const goneAt = (version: number) => ({ accountMember: [gone('acme:eve', version)], projectMember: [gone('tower:ben', version)] });
  const both = (outcome: string) => ({ 'acme:eve': outcome, 'tower:ben': outcome });
  expect(await hq.send(goneAt(9))).toEqual(both('applied'));
  expect(await hq.send(goneAt(9))).toEqual(both('unchanged'));
  expect(await hq.send(goneAt(8))).toEqual(both('stale'));
  expect(await hq.send(at(5))).toEqual(both('stale'));
  expect(await hq.send(at(10))).toEqual(both('rejected value_refused'));
  await moveAuthority(sql, move({ to: 'field', epoch: 1 }));
  expect(await hq.send(at(5))).toEqual(both('stale'));
  expect(await hq.send(at(10))).toEqual(both('applied'));
});
