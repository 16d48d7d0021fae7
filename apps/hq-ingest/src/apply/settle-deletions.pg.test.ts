import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { changeMember } from '../administration/change-member.ts';
import { head, migrateAcme, moveAcme } from '../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { applyItems } from './apply-items.ts';
import { settleDeletions } from './settle-deletions.ts';
import { accountMember, account, company, gone, project, projectCompany, projectMember, user } from '../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());
beforeEach(() => hq.empty());

test('an heir comes in one batch with a late copy of its member, whose deletion came before: the deletion is found on two ways, and holds', async () => {
  await hq.send({ account: [account('acme')], user: [user('old', { email: 'x@x.c' })], accountMember: [accountMember('acme', 'old')] });
  await hq.send({ accountMember: [gone('acme:new', 4)] });
  await hq.send({ user: [user('new', { email: 'x@x.c', formerly: ['old'] }, 5)], accountMember: [accountMember('acme', 'new', {}, 3)] });
  expect(await hq.rows('select source_version from account_members')).toEqual([]);
});

test('the same of a company of a project', async () => {
  await hq.send({ account: [account('acme')], company: [company('old', { name: 'n' })], project: [project('tower')] });
  await hq.send({ projectCompany: [projectCompany('tower', 'old')] });
  await hq.send({ projectCompany: [gone('tower:new', 4)] });
  await hq.send({ company: [company('new', { name: 'n', formerly: ['old'] }, 5)], projectCompany: [projectCompany('tower', 'new', 3)] });
  expect(await hq.rows('select source_version from project_companies')).toEqual([]);
});

test('a membership that gets the name of a deletion, and is older than it, stays with a newer child: who has it is told to come with both', async () => {
  await hq.send({
    account: [account('acme')],
    user: [user('old', { email: 'x@x.c' })],
    accountMember: [accountMember('acme', 'old')],
    project: [project('tower')],
  });
  await hq.send({ accountMember: [gone('acme:new', 4)], projectMember: [projectMember('tower', 'old', {}, 6)] });
  const heir = { user: [user('new', { email: 'x@x.c', formerly: ['old'] }, 7)] };
  const waits = { new: 'deferred value_held accountMember acme:new projectMember tower:new project tower' };
  expect(await hq.send(heir)).toEqual(waits);
  expect(await hq.send(heir)).toEqual(waits);
  // Field has neither: it says so, and the membership goes.
  expect(await hq.send({ ...heir, accountMember: [gone('acme:new', 8)], projectMember: [gone('tower:new', 8)] })).toEqual({
    'new': 'unchanged',
    'acme:new': 'applied',
    'tower:new': 'applied',
  });
  expect(await hq.rows('select 1 from account_members')).toEqual([]);
});

/** HQ's administrator adds somebody to the account that HQ keeps. */
const add = async (name: string) => {
  const person = { externalId: name, oxygenUid: null, email: `${name}@example.com`, firstName: null, lastName: null };
  const values = { role: 'account_user', status: 'active', company: null } as const;
  expect((await changeMember(hq.database.read, { ...head('ann'), member: null, person, seen: null, values })).refusal).toBeNull();
};
const isInAcme = async (name: string) =>
  (
    await hq.rows(
      `select 1 from account_members m join users u on u.id = m.user_id join accounts a on a.id = m.account_id
       where a.external_id = 'acme' and u.external_id = '${name}'`,
    )
  ).length === 1;

test('whom HQ has added again to an account that it keeps is not deleted when Field says that two logins are one', async () => {
  await migrateAcme(hq);
  await hq.send({ accountMember: [gone('acme:ben', 5)] });
  await moveAcme(hq);
  await add('ben');
  expect(await hq.send({ user: [user('ben', { formerly: ['ben-before'] }, 20)] })).toEqual({ ben: 'applied' });
  expect(await isInAcme('ben')).toBe(true);
});

test('a deletion that was committed before the account moved to HQ takes nobody out whom HQ has added since', async () => {
  await migrateAcme(hq);
  const { outcomes } = await hq.database.apply.begin((transaction) =>
    applyItems(transaction, [{ entity: 'accountMember', externalId: 'acme:eve', version: 9, data: null }]),
  );
  await moveAcme(hq);
  await add('eve');
  await settleDeletions(hq.database.apply, outcomes);
  expect([...outcomes.values()]).toEqual([{ outcome: 'applied', externalId: 'acme:eve' }]);
  expect(await isInAcme('eve')).toBe(true);
});
