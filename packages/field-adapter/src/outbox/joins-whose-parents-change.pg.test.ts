import { afterEach, beforeEach, expect, test } from 'vitest';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { resolverLock } from './changes.ts';
import { resolveChanges } from './resolve-changes.ts';
import { touchRecords } from './touch-records.ts';

// A join is named by its parents, so it gets another name when a login becomes another person; and its project may change account. See ADR 0012.

let field: SmallField;
let account: string;

beforeEach(async () => {
  field = await smallField();
  const id = await field.make('accounts', { name: 'Acme', is_trial: false, status: 'active', country: 'US' });
  account = guid('accounts', id);
});
afterEach(() => field.close());

async function person(email: string, row: Record<string, unknown> = {}): Promise<number> {
  const id = await field.make('users', { email, status: 'active', ...row });
  await field.make('account_users', { account_id: 1, user_id: id, role: 'member', status: 'active' });
  return id;
}

async function onProject(userId: number): Promise<number> {
  const project = await field.make('projects', { account_id: 1, name: `Tower ${userId}`, start_date: '2015-01-01' });
  return field.make('contacts', { project_id: project, user_id: userId, status: 'active' });
}

/** A login is deleted and made again with its e-mail: the next one is the same person, who is on no project. */
async function recreated(id: number): Promise<void> {
  await field.field`update users set deleted_at = now() where id = ${id}`;
  await person('one@example.com');
}

test('a login that is made again is on no project of the old one, in whatever order its records are sent', async () => {
  // Found by rehearse --accounts 2000 --seed 7: the deletion of the new name came to HQ before the row went over to it.
  for (const limit of [1, 500]) {
    const first = await person('one@example.com');
    await onProject(first);
    await onProject(first);
    await field.backfill(account);
    await field.drain();
    await recreated(first);
    for (let pass = 0; pass < 40; pass += 1) await field.relay.pass(limit);
    await converges(field);
    await field.field`update users set deleted_at = now() where deleted_at is null`;
  }
});

test.each([
  ['before', async (contact: number, id: number) => (await erase(contact), await field.drain(), await recreated(id))],
  ['and not sent yet', async (contact: number, id: number) => (await erase(contact), await resolved(), await recreated(id))],
  ['together with', async (contact: number, id: number) => (await erase(contact), await recreated(id))],
  ['after', async (contact: number, id: number) => (await recreated(id), await resolved(), await erase(contact))],
] as const)('a contact whose row is deleted %s its login becomes another person is gone', async (_, change) => {
  const first = await person('one@example.com');
  const contact = await onProject(first);
  await field.backfill(account);
  await field.drain();
  await change(contact, first);
  await converges(field);
  expect(field.hq.living('projectMember').size).toBe(0);
});

test('the same when the login leaves a person who stays', async () => {
  const first = await person('one@example.com', { oxygen_uid: 'U1' });
  const second = await person('two@example.com', { oxygen_uid: 'U1' });
  const contact = await onProject(second);
  await field.backfill(account);
  await field.drain();
  await field.field`update users set oxygen_uid = 'U2' where id = ${second}`;
  await erase(contact);
  await converges(field);
  expect(field.hq.living('projectMember').size).toBe(0);
  expect(field.hq.living('user').has(guid('users', first))).toBe(true);
});

async function erase(contact: number): Promise<void> {
  await field.field`delete from contacts where id = ${contact}`;
}

/** Captured rows become records that wait; none is sent. */
async function resolved(): Promise<void> {
  await resolveChanges(field.field, 1000);
}

test.each(['living', 'deleted'])(
  'a company on a %s project of another account, which is refused, is refused under the name that it takes',
  async (state) => {
    // Found by moving a third of the companies of 400 accounts to one, and then giving half of them one name: rows were at HQ neither, nor in quarantine.
    const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
    await field.make('companies', { account_id: other, name: 'Same company' });
    const moved = await field.make('companies', { account_id: 1, name: 'Builders' });
    const project = await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01' });
    await field.make('project_companies', { project_id: project, company_id: moved });
    if (state === 'deleted') await field.field`update projects set deleted_at = now() where id = ${project}`;
    for (const one of [account, guid('accounts', other)]) await field.backfill(one);
    await field.drain();
    const refused = async () => {
      const rows = await field.field<{ id: string }[]>`select external_id as id from outbound.quarantine where entity = 'projectCompany'`;
      return rows.map(({ id }) => id);
    };
    await field.field`update companies set account_id = ${other} where id = ${moved}`;
    await field.drain();
    expect(await refused()).toEqual([`${guid('projects', project)}:${guid('companies', moved)}`]);
    await field.field`update companies set name = 'Same company' where id = ${moved}`;
    await field.drain();
    expect(await refused()).toEqual([`${guid('projects', project)}:${guid('companies', moved - 1)}`]);
    await field.field`update companies set name = 'Builders' where id = ${moved}`;
    await field.drain();
    expect(await refused()).toEqual([`${guid('projects', project)}:${guid('companies', moved)}`]);
  },
);

test('a project that moves from a live account to a planned one is kept in step', async () => {
  const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  const project = await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01' });
  field.states.states.set(guid('accounts', other), 'planned');
  await field.backfill(account);
  await field.drain();
  await field.field`update projects set account_id = ${other} where id = ${project}`;
  await field.drain();
  await field.field`update projects set identifier = 'J-7' where id = ${project}`;
  await field.field`update accounts set name = 'Beta & Sons' where id = ${other}`;
  await field.drain();
  await field.backfill(guid('accounts', other));
  await converges(field);
});

test.each([
  ['moves from a live account to a planned one', (other: number) => [other]],
  ['moves from a live account to none, and on to a planned one', (other: number) => [999, other]],
])('a company that %s, and is refused there, arrives when it is mended', async (_, moves) => {
  const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  field.states.states.set(guid('accounts', other), 'planned');
  const company = await field.make('companies', { account_id: 1, name: 'Builders' });
  await field.backfill(account);
  await field.drain();
  for (const to of moves(other)) {
    await field.field`update companies set account_id = ${to}, name = null where id = ${company}`;
    await field.drain();
  }
  await field.field`update companies set name = 'Builders & Sons' where id = ${company}`;
  await field.drain();
  await field.backfill(guid('accounts', other));
  await converges(field);
  expect(field.hq.living('company').get(guid('companies', company))).toMatchObject({
    name: 'Builders & Sons',
    account: guid('accounts', other),
  });
  expect(await field.field`select from outbound.quarantine`).toHaveLength(0);
});

test('what leaves a project after its move from a live account to a planned one is gone', async () => {
  const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  const contact = await onProject(await person('ann@example.com'));
  const company = await field.make('companies', { account_id: 1, name: 'Builders' });
  await field.make('project_companies', { project_id: 1, company_id: company });
  field.states.states.set(guid('accounts', other), 'planned');
  await field.backfill(account);
  await field.drain();
  expect(field.hq.living('projectMember').size + field.hq.living('projectCompany').size).toBe(2);
  await field.field`update projects set account_id = ${other} where id = 1`;
  await field.drain();
  await erase(contact);
  await field.field`delete from project_companies`;
  await field.drain();
  await field.backfill(guid('accounts', other));
  await converges(field);
});

test('what is of an account that gets another guid is kept in step, though the account of that guid is new', async () => {
  const company = await field.make('companies', { account_id: 1, name: 'Builders' });
  await onProject(await person('ann@example.com'));
  await field.backfill(account);
  await field.field`update companies set ein_no = '1' where id = ${company}`;
  await field.field`update projects set identifier = 'J-1'`;
  await field.drain();
  const another = 'a0000000-0000-4000-8000-00000000ffff';
  await field.field`update accounts set guid = ${another}`;
  await field.drain();
  field.states.states.set(another, 'planned');
  await field.field`update companies set ein_no = '2' where id = ${company}`;
  await field.field`update contacts set roles = 'contractor'`;
  await field.drain();
  await field.backfill(another);
  // The account of the old guid stays at HQ until somebody has its tombstone sent.
  await touchRecords(field.field, [{ entity: 'account', externalId: account, account }]);
  await field.drain();
  await converges(field);
});

/** A member of two accounts is on a project of the first; the second is planned. HQ has the contact from the outbox, which a backfill's copy is older than. */
async function onProjectOfTwoAccounts() {
  const other = guid('accounts', await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' }));
  const id = await person('ann@example.com');
  await field.make('account_users', { account_id: 2, user_id: id, role: 'member', status: 'active' });
  const contact = await onProject(id);
  field.states.states.set(other, 'planned');
  await field.backfill(account);
  const roles = (text: string) => field.field`update contacts set roles = ${text} where id = ${contact}`;
  await roles('contractor');
  await field.drain();
  return { other, roles };
}

test('what changes on a project after its move from a live account to a planned one arrives', async () => {
  const { other, roles } = await onProjectOfTwoAccounts();
  await field.field`update projects set account_id = 2 where id = 1`;
  await field.drain();
  await roles('architect');
  await field.drain();
  await field.backfill(other);
  await converges(field);
});

test.each([
  [
    'their membership of the account that it left',
    'accountMember' as const,
    () => field.field`update account_users set deleted_at = now() where account_id = 1`,
  ],
  ['the account that it left', 'account' as const, () => field.field`delete from accounts where id = 1`],
])('who is on a project that moved is there although HQ deletes %s after them', async (_, entity, end) => {
  const { other } = await onProjectOfTwoAccounts();
  await field.backfill(other);
  await converges(field);
  // HQ has the project in its old account until that account or membership is gone, and deletes with it what is older: sends of three senders.
  field.hq.afterApply = ({ records }) => {
    if (!records[entity]?.some(({ deleted }) => deleted)) return;
    field.hq.afterApply = null;
    for (const name of field.hq.held.keys()) if (name.startsWith('projectMember ')) field.hq.held.delete(name);
  };
  await field.field`update projects set account_id = 2 where id = 1`;
  await end();
  await converges(field);
  expect(field.hq.living('projectMember').size).toBe(1);
});

test('a change after such a move arrives though it is resolved before the move', async () => {
  const { other, roles } = await onProjectOfTwoAccounts();
  await field.field`update projects set account_id = 2 where id = 1`;
  await field.field`create table outbound.later as select * from outbound.changes`;
  await field.field`truncate outbound.changes`;
  await roles('architect');
  await resolved();
  await field.field`insert into outbound.changes select * from outbound.later`;
  // Another host resolves just now: this one sends what waits already.
  const elsewhere = await field.field.reserve();
  await elsewhere`select pg_advisory_lock(${resolverLock})`;
  expect(await field.relay.pass(500)).toMatchObject({ resolved: 0, dropped: 0 });
  await elsewhere`select pg_advisory_unlock(${resolverLock})`;
  elsewhere.release();
  await field.drain();
  await field.backfill(other);
  await converges(field);
});

test('a membership of a planned account that is removed and comes back is there after the backfill', async () => {
  const other = guid('accounts', await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' }));
  const id = await field.make('users', { email: 'ann@example.com', status: 'active' });
  const member = await field.make('account_users', { account_id: 2, user_id: id, role: 'member', status: 'active' });
  field.states.states.set(other, 'planned');
  await field.backfill(account);
  await field.drain();
  await field.field`update account_users set deleted_at = now() where id = ${member}`;
  await field.drain();
  await field.field`update account_users set deleted_at = null where id = ${member}`;
  await field.drain();
  await field.backfill(other);
  await converges(field);
  expect(field.hq.living('accountMember').size).toBe(1);
});
