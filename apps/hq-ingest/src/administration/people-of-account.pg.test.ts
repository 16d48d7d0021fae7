import type { NewPerson } from '@hq-field/contracts';
import { expect, test } from 'vitest';
import { actor, head, hqThatKeepsAcme, move } from '../fixtures/administered.ts';
import { user } from '../fixtures/records.ts';
import { changeMember } from './change-member.ts';
import { createProject } from './create-project.ts';
import { moveAuthority } from './move-authority.ts';
import { readAccount } from './read-account.ts';

const hq = await hqThatKeepsAcme();
const sql = hq.database.read;

const newcomer: NewPerson = { externalId: null, oxygenUid: null, email: 'ben.new@example.com', firstName: null, lastName: null };
const add = (person: NewPerson, role: 'account_user' | 'account_admin' = 'account_user') =>
  changeMember(sql, { ...head('ann'), member: null, person, seen: null, values: { role, status: 'active', company: null } });
const memberOf = async (email: string) =>
  (await readAccount(sql, { actor: actor('ann'), account: 'acme' })).account?.members.find((member) => member.email === email);
const giveUp = () => moveAuthority(sql, move({ to: 'field', epoch: 1, overwriteHqEdits: true }));

async function remove(email: string): Promise<void> {
  const shown = await memberOf(email);
  const removal = { member: shown?.externalId ?? '', person: null, seen: shown?.digest ?? '', values: null };
  expect((await changeMember(sql, { ...head('ann'), ...removal })).refusal).toBeNull();
}

/** Ben's e-mail has changed in Field to the one that was entered for the newcomer. */
const benWithTheirEmail = () => hq.send({ user: [user('ben', { firstName: 'ben', email: 'ben.new@example.com' }, 5)] });
const strangers = () => hq.rows(`select email from users where external_id is null`);

test('a person whom Field names is taken also while a new e-mail is on its way to HQ, and stays one person', async () => {
  const added = await add({ ...newcomer, externalId: 'eve', email: 'eve.new@example.com' });
  expect(added).toMatchObject({ externalId: 'eve', refusal: null });
  expect(await hq.send({ user: [user('eve', { email: 'eve.new@example.com' }, 5)] })).toEqual({ eve: 'applied' });
  expect((await memberOf('eve.new@example.com'))?.externalId).toBe('eve');
  expect(await strangers()).toEqual([]);
});

test.each([
  ['removed again', () => remove(newcomer.email)],
  ['given up', giveUp],
])('a person whom administrators have added and who is %s leaves the e-mail to whom Field gives it', async (_, leave) => {
  await add(newcomer);
  await leave();
  expect(await strangers()).toEqual([]);
  expect(await benWithTheirEmail()).toEqual({ ben: 'applied' });
});

test('who leaves an account stays a person of HQ while an account has them, while a put names them, and when Field has them', async () => {
  await add(newcomer);
  await sql`insert into account_members (account_id, user_id, role, status)
    select a.id, u.id, 'account_user', 'active' from accounts a, users u where a.external_id = 'other' and u.external_id is null`;
  await add({ ...newcomer, email: 'zoe@example.com' }, 'account_admin');
  await createProject(sql, { ...head('ann'), actor: { ...actor('zoe'), externalId: 'zoe' }, name: 'Depot', startDate: null });
  for (const email of [newcomer.email, 'zoe@example.com', 'ben@example.com']) await remove(email);
  expect(await hq.rows(`select email from users where external_id is null or external_id = 'ben' order by email`)).toEqual([
    { email: newcomer.email },
    { email: 'ben@example.com' },
    { email: 'zoe@example.com' },
  ]);
});
