import type { NewPerson } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { changeMember } from '../../administration/change-member.ts';
import { head, migrateAcme, moveAcme } from '../../fixtures/administered.ts';
import { openTestHq, prepareHq } from '../../fixtures/hq.ts';
import { newAccount, newProject } from '../../fixtures/own-records.ts';
import { user } from '../../fixtures/records.ts';
import { createAccount } from '../../own-changes/create-account.ts';
import { createProject } from '../../own-changes/create-project.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const sql = hq.database.read;
afterAll(() => hq.close());
beforeEach(async () => {
  await hq.empty();
  await migrateAcme(hq);
  await moveAcme(hq);
});

const add = async (person: Partial<NewPerson> & { email: string }) => {
  const whole = { externalId: null, oxygenUid: null, firstName: null, lastName: null, ...person };
  const values = { role: 'account_admin', status: 'active', company: null } as const;
  expect((await changeMember(sql, { ...head('ann'), member: null, person: whole, seen: null, values })).refusal).toBeNull();
};
const strangers = () => hq.rows(`select email from users where external_id is null`);
/** Whoever has this e-mail, with what they are where. */
const accountsOf = (email: string) =>
  hq.rows<{ id: string; role: string }>(
    `select coalesce(a.external_id, a.name) as id, m.role from account_members m join accounts a on a.id = m.account_id
     join users u on u.id = m.user_id where u.email = '${email}' order by 1`,
  );

test('a person of Field who gets the e-mail of somebody whom only HQ has is that somebody too, in an account that HQ keeps', async () => {
  await add({ email: 'eve.new@example.com' });
  expect(await hq.send({ user: [user('eve', { email: 'eve.new@example.com' }, 5)] })).toEqual({ eve: 'applied' });
  expect(await strangers()).toEqual([]);
  expect(await accountsOf('eve.new@example.com')).toEqual([
    { id: 'acme', role: 'account_admin' },
    { id: 'other', role: 'account_admin' },
  ]);
});

test('what waits for Field names the person whom its administrator has become', async () => {
  const account = await createAccount(sql, newAccount('Waits', 'eve.new@example.com'));
  await createProject(sql, newProject(account, 'Tower', 'eve.new@example.com'));
  expect(await hq.send({ user: [user('eve', { email: 'eve.new@example.com' }, 5)] })).toEqual({ eve: 'applied' });
  expect(await accountsOf('eve.new@example.com')).toEqual([
    { id: 'Waits', role: 'account_admin' },
    { id: 'other', role: 'account_admin' },
  ]);
  expect(
    await hq.rows(`
      select w.entity, u.external_id, m.access_level from provisioning w join users u on u.id = w.administrator_id
      left join project_members m on m.project_id = w.record_id and m.user_id = u.id order by 1`),
  ).toEqual([
    { entity: 'account', external_id: 'eve', access_level: null },
    { entity: 'project', external_id: 'eve', access_level: 'project_admin' },
  ]);
});

test('two whom only HQ has become one with the person who has the uid of one and the e-mail of the other', async () => {
  await add({ email: 'gil@example.com', oxygenUid: 'uid-gil' });
  await add({ email: 'gil.new@example.com' });
  expect(await hq.send({ user: [user('gil', { email: 'gil.new@example.com', oxygenUid: 'uid-gil' }, 5)] })).toEqual({ gil: 'applied' });
  expect(await strangers()).toEqual([]);
  expect(await accountsOf('gil.new@example.com')).toEqual([{ id: 'acme', role: 'account_admin' }]);
});

test('one whom two persons of Field could be, by the uid and by the e-mail, becomes one of them and frees both', async () => {
  await add({ email: 'new@example.com', oxygenUid: 'uid-new' });
  const both = { user: [user('ben', { oxygenUid: 'uid-new', email: 'ben@example.com' }, 5), user('eve', { email: 'new@example.com' }, 5)] };
  expect(await hq.send(both)).toEqual({ ben: 'applied', eve: 'applied' });
  expect(await strangers()).toEqual([]);
  expect(await accountsOf('ben@example.com')).toEqual([{ id: 'acme', role: 'account_admin' }]);
  expect(await accountsOf('new@example.com')).toEqual([{ id: 'other', role: 'account_admin' }]);
});

test('somebody whom only HQ has, of another uid, is somebody else, and keeps the e-mail', async () => {
  await add({ email: 'eve.new@example.com', oxygenUid: 'uid-other' });
  expect(await hq.send({ user: [user('eve', { email: 'eve.new@example.com', oxygenUid: 'uid-eve' }, 5)] })).toEqual({
    eve: expect.stringMatching(/^rejected email_taken/u),
  });
  expect(await strangers()).toEqual([{ email: 'eve.new@example.com' }]);
});
