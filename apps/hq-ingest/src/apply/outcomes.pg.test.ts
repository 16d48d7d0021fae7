import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { account, accountMember, company, gone, project, projectCompany, projectMember, user } from '../fixtures/records.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { newProject } from '../fixtures/own-records.ts';
import { createProject } from '../own-changes/create-project.ts';
import { highestVersion } from './highest-version.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());
beforeEach(() => hq.empty());

const whole = (version = 0) => ({
  account: [account('acme', {}, version)],
  user: [user('ann', { oxygenUid: 'U1' }, version)],
  company: [company('co', { description: 'say "hi",\n\\ back' }, version)],
  accountMember: [accountMember('acme', 'ann', { company: 'co' }, version)],
  project: [project('p1', { value: '12.50', template: true }, version)],
  projectCompany: [projectCompany('p1', 'co', version)],
  projectMember: [projectMember('p1', 'ann', { company: 'co', roles: ['Architect', 'IT'] }, version)],
});

test('a batch of all entities is applied, then unchanged, and an older one is stale', async () => {
  expect(new Set(Object.values(await hq.send(whole(3))))).toEqual(new Set(['applied']));
  const before = await hq.rows('select xmin::text from project_members union all select xmin::text from users');
  expect(new Set(Object.values(await hq.send(whole(3))))).toEqual(new Set(['unchanged']));
  expect(await hq.rows('select xmin::text from project_members union all select xmin::text from users')).toEqual(before);
  expect(new Set(Object.values(await hq.send(whole(2))))).toEqual(new Set(['stale']));
  expect(await highestVersion(hq.database.read)).toBe(3);
});

test('an equal version with another state is applied, a newer one with the same state too', async () => {
  await hq.send({ user: [user('ann', {}, 5)] });
  expect(await hq.send({ user: [user('ann', { phone: '1' }, 5)] })).toEqual({ ann: 'applied' });
  expect(await hq.send({ user: [user('ann', { phone: '1' }, 6)] })).toEqual({ ann: 'applied' });
  expect(await hq.rows('select phone, source_version::int from users')).toEqual([{ phone: '1', source_version: 6 }]);
});

test('nothing counts as applied when the database could not keep its version, although the commit is sent at once', async () => {
  await hq.rows(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'the disk is broken' using errcode = 'io_error'; end $$`,
  );
  await hq.rows('create trigger refuse before insert on highest_versions for each row execute function refuse()');
  try {
    await expect(hq.send({ user: [user('ann', {}, 3)] })).rejects.toThrow('the disk is broken');
    expect(await hq.rows('select from users')).toEqual([]);
  } finally {
    await hq.rows('drop function refuse cascade');
  }
  expect(await hq.send({ user: [user('ann', {}, 3)] })).toEqual({ ann: 'applied' });
});

test('text keeps every character', async () => {
  const name = 'a"b\\c{},NULL \u202e\u{1f600} \'; drop table users; --';
  await hq.send({ user: [user('ann', { firstName: name, lastName: 'NULL' })] });
  expect(await hq.rows('select first_name, last_name from users')).toEqual([{ first_name: name, last_name: 'NULL' }]);
  expect(await hq.send({ user: [user('ann', { firstName: name, lastName: 'NULL' })] })).toEqual({ ann: 'unchanged' });
});

test('children wait for all their missing parents by name', async () => {
  expect(await hq.send({ company: [company('co')], project: [project('p1')] })).toEqual({
    co: 'deferred parent_unknown account acme',
    p1: 'deferred parent_unknown account acme',
  });
  expect(await hq.send({ accountMember: [accountMember('acme', 'ann', { company: 'co' })] })).toEqual({
    'acme:ann': 'deferred parent_unknown account acme user ann company co',
  });
  await hq.send({ account: [account('acme')], project: [project('p1')], user: [user('ann')] });
  expect(await hq.send({ projectMember: [projectMember('p1', 'ann')] })).toEqual({
    'p1:ann': 'deferred parent_unknown accountMember acme:ann',
  });
  expect(await hq.send({ projectMember: [projectMember('p1', 'bob')] })).toEqual({
    'p1:bob': 'deferred parent_unknown user bob accountMember acme:bob',
  });
});

test('a parent that is refused in the same batch does not count as there', async () => {
  await hq.send({ user: [user('bob', { email: 'x@example.com' })] });
  const records = {
    account: [account('acme')],
    user: [user('ann', { email: 'X@example.com' })],
    accountMember: [accountMember('acme', 'ann')],
  };
  expect(await hq.send(records)).toEqual({
    acme: 'applied',
    ann: 'deferred value_held user bob',
    'acme:ann': 'deferred parent_unknown user ann',
  });
});

test('a company of another account is waited for', async () => {
  await hq.send({
    account: [account('acme'), account('other')],
    user: [user('ann')],
    company: [company('co', { account: 'other' })],
    project: [project('p1')],
  });
  expect(await hq.send({ accountMember: [accountMember('acme', 'ann', { company: 'co' })] })).toEqual({
    'acme:ann': 'deferred parent_unknown company co',
  });
  expect(await hq.send({ projectCompany: [projectCompany('p1', 'co')] })).toEqual({
    'p1:co': 'deferred parent_unknown company co project p1',
  });
});

test('a tombstone deletes, stays, and makes a late copy stale, also of a record that HQ never had', async () => {
  await hq.send(whole(1));
  expect(await hq.send({ projectMember: [gone('p1:ann', 4)], user: [gone('zoe', 4)] })).toEqual({ 'p1:ann': 'applied', zoe: 'applied' });
  expect(await hq.send({ projectMember: [projectMember('p1', 'ann', {}, 3)], user: [user('zoe', {}, 3)] })).toEqual({
    'p1:ann': 'stale',
    zoe: 'stale',
  });
  expect(await hq.send({ projectMember: [gone('p1:ann', 4)] })).toEqual({ 'p1:ann': 'unchanged' });
  expect(await hq.send({ projectMember: [gone('p1:ann', 3)] })).toEqual({ 'p1:ann': 'stale' });
  expect(await hq.send({ projectMember: [projectMember('p1', 'ann', {}, 5)] })).toEqual({ 'p1:ann': 'applied' });
  expect(await hq.rows(`select external_id from tombstones order by 1`)).toEqual([{ external_id: 'zoe' }]);
  expect(await hq.send({ user: [gone('ann', 0)] })).toEqual({ ann: 'stale' });
});

test('upserts come before tombstones in one batch, and a deleted account takes its records along', async () => {
  await hq.send(whole(1));
  expect(await hq.send({ account: [gone('acme', 2)], user: [user('eve', { email: 'ann@example.com' }, 2), gone('ann', 2)] })).toEqual({
    acme: 'applied',
    eve: 'applied',
    ann: 'applied',
  });
  expect(await hq.rows('select external_id from users')).toEqual([{ external_id: 'eve' }]);
  expect(await hq.rows('select 1 from projects union all select 1 from account_members union all select 1 from project_members')).toEqual(
    [],
  );
});

test('a project that comes back has the HQ id that Field remembers', async () => {
  await hq.send(whole(1));
  const [before] = await hq.rows<{ id: string }>('select id from projects');
  await hq.send({ account: [gone('acme', 2)] });
  expect(await hq.send({ account: [account('acme', {}, 3)], project: [project('p1', { hqId: before?.id ?? null }, 3)] })).toEqual({
    acme: 'applied',
    p1: 'applied',
  });
  expect(await hq.rows('select id from projects')).toEqual([before]);
});

test('a tombstone of a parent waits while a child of a newer version belongs to it', async () => {
  await hq.send(whole(1));
  await hq.send({ projectMember: [projectMember('p1', 'ann', {}, 9)] });
  expect(await hq.send({ accountMember: [gone('acme:ann', 8)] })).toEqual({
    'acme:ann': 'deferred value_held projectMember p1:ann project p1',
  });
  expect(await hq.send({ accountMember: [gone('acme:ann', 10)] })).toEqual({ 'acme:ann': 'applied' });
  expect(await hq.rows('select 1 from project_members')).toEqual([]);
});

test.each<[string, string, Parameters<typeof hq.send>[0], string]>([
  ['user', 'ann', { accountMember: [accountMember('acme', 'ann', {}, 9)] }, 'accountMember acme:ann'],
  ['company', 'co', { projectCompany: [projectCompany('p1', 'co', 9)] }, 'projectCompany p1:co'],
  ['project', 'p1', { projectCompany: [projectCompany('p1', 'co', 9)] }, 'projectCompany p1:co'],
  ['project', 'p1', { projectMember: [projectMember('p1', 'ann', {}, 9)] }, 'projectMember p1:ann'],
  ['account', 'acme', { project: [project('p1', {}, 9)] }, 'project p1'],
])('the tombstone of the %s %s names the child of a newer version', async (entity, name, child, waitsFor) => {
  await hq.send(whole(1));
  await hq.send(child);
  expect(await hq.send({ [entity]: [gone(name, 8)] })).toEqual({ [name]: `deferred value_held ${waitsFor}` });
});

test('what a batch sends and takes away with a parent is not said to be held', async () => {
  await hq.send(whole(1));
  expect(await hq.send({ company: [company('new', {}, 2)], project: [project('p1', {}, 2)], account: [gone('acme', 3)] })).toEqual({
    new: 'deferred parent_unknown account acme',
    p1: 'deferred parent_unknown account acme',
    acme: 'applied',
  });
  expect(await hq.rows('select 1 from companies union all select 1 from projects')).toEqual([]);
});

test('a member who names a company that the batch takes away waits for it', async () => {
  await hq.send(whole(1));
  const members = {
    accountMember: [accountMember('acme', 'ann', { company: 'co', status: 'inactive' }, 2)],
    projectMember: [projectMember('p1', 'ann', { company: 'co' }, 2)],
  };
  expect(await hq.send({ ...members, company: [gone('co', 3)] })).toEqual({
    'acme:ann': 'deferred parent_unknown company co',
    'p1:ann': 'deferred parent_unknown company co',
    co: 'applied',
  });
});

test('a project that moves to another account waits for the members it takes along', async () => {
  await hq.send(whole(1));
  const moved = project('p1', { account: 'other' }, 2);
  expect(await hq.send({ account: [account('other')], project: [moved] })).toEqual({
    other: 'applied',
    p1: 'deferred parent_unknown accountMember other:ann projectMember p1:ann',
  });
  const together = { accountMember: [accountMember('other', 'ann', {}, 2), gone('acme:ann', 2)], project: [moved] };
  expect(await hq.send(together)).toEqual({ 'other:ann': 'applied', 'acme:ann': 'applied', p1: 'applied' });
  expect(await hq.rows('select 1 as one from project_members')).toEqual([{ one: 1 }]);
});

test('a member whom HQ has made and Field has not named yet goes along with a project that moves', async () => {
  await hq.send({ account: [account('acme'), account('other')] });
  const [acme] = await hq.rows<{ id: string }>(`select id from accounts where external_id = 'acme'`);
  const tower = await createProject(hq.database.read, newProject(acme?.id ?? '', 'Tower', 'ben@example.com'));
  expect(await hq.send({ project: [project('tower', { hqId: tower }, 1)] })).toEqual({ tower: 'applied' });
  expect(await hq.send({ project: [project('tower', { account: 'other' }, 2)] })).toEqual({ tower: 'applied' });
  expect(
    await hq.rows(
      `select a.external_id as account, m.role from project_members p join account_members m using (account_id, user_id) join accounts a on a.id = account_id`,
    ),
  ).toEqual([{ account: 'other', role: 'account_user' }]);
});

test('a join whose externalId is not its parents is refused, alone and beside the one that is named as they are', async () => {
  await hq.send(whole(1));
  const misnamed = { ...projectCompany('p1', 'co', 2), externalId: 'something' };
  expect(await hq.send({ projectCompany: [misnamed] })).toEqual({ something: 'rejected value_refused' });
  expect(await hq.send({ projectCompany: [misnamed, projectCompany('p1', 'co', 2)] })).toEqual({
    something: 'rejected value_refused',
    'p1:co': 'applied',
  });
});
