import { testDatabase } from '@hq-field/testkit';
import * as fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { account, accountMember, company, gone, project, projectCompany, projectMember, user } from '../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
afterAll(() => hq.close());
beforeEach(() => hq.empty());

test('two people swap e-mails in one batch, whatever their order', async () => {
  for (const [version, order] of [
    [1, 1],
    [2, -1],
  ] as const) {
    await hq.send({ user: [user('ann', { email: 'a@x.com' }, version * 10), user('bob', { email: 'b@x.com' }, version * 10)] });
    const swapped = [user('ann', { email: 'B@x.com' }, version * 10 + 1), user('bob', { email: 'A@x.com' }, version * 10 + 1)];
    expect(await hq.send({ user: order < 0 ? swapped.toReversed() : swapped })).toEqual({ ann: 'applied', bob: 'applied' });
  }
});

test('one of two who swap is told whom it waits for, and both arrive together', async () => {
  await hq.send({ user: [user('ann', { email: 'a@x.com' }), user('bob', { email: 'b@x.com' })] });
  const ann = user('ann', { email: 'b@x.com' }, 1);
  expect(await hq.send({ user: [ann] })).toEqual({ ann: 'deferred value_held user bob' });
  expect(await hq.send({ user: [ann, user('bob', { email: 'a@x.com' }, 1)] })).toEqual({ ann: 'applied', bob: 'applied' });
});

test('chains and cycles of people, of projects and of companies settle in any order and split', async () => {
  const size = 4;
  const names = Array.from({ length: size }, (_, index) => index);
  const shuffled = fc.shuffledSubarray(names, { minLength: size, maxLength: size });
  let version = 0;
  await hq.send({ account: [account('acme')] });
  await fc.assert(
    fc.asyncProperty(shuffled, shuffled, fc.integer({ min: 0, max: size }), async (target, order, split) => {
      version += 2;
      const state = (index: number, key: number | undefined, at: number) => ({
        user: user(`u${index}`, { email: `k${key}@x.com`, oxygenUid: `uid ${key}` }, at),
        company: company(`c${index}`, { name: `Key ${key}` }, at),
        project: project(`p${index}`, { name: `Key ${key}` }, at),
      });
      const records = (states: ReturnType<typeof state>[]) => ({
        user: states.map((one) => one.user),
        company: states.map((one) => one.company),
        project: states.map((one) => one.project),
      });
      await hq.send(records(names.map((index) => state(index, index, version - 1))));
      const wanted = order.map((index) => state(index, target[index], version));
      await hq.send(records(wanted.slice(0, split)));
      await hq.send(records(wanted.slice(split)));
      // What was deferred is sent together with its holders, as the Field side does.
      const last = await hq.send(records(wanted));
      expect(Object.values(last).every((outcome) => outcome === 'applied' || outcome === 'unchanged')).toBe(true);
      const emails = await hq.rows<{ email: string }>('select email from users order by external_id');
      expect(emails.map(({ email }) => email)).toEqual(names.map((index) => `k${target[index]}@x.com`));
    }),
    { numRuns: 25 },
  );
});

test('a holder that was sent afresh and keeps its value is a true clash', async () => {
  await hq.send({
    account: [account('acme')],
    user: [user('bob', { email: 'b@x.com', oxygenUid: 'U' })],
    project: [project('p1', { name: 'Tower' })],
  });
  const records = {
    user: [user('ann', { email: 'B@X.com' }, 1), user('bob', { email: 'b@x.com', oxygenUid: 'U' }, 1), user('cay', { oxygenUid: 'U' }, 1)],
    project: [project('p1', { name: 'Tower' }, 1), project('p2', { name: 'TOWER.' }, 1)],
  };
  expect(await hq.send(records)).toEqual({
    ann: 'rejected email_taken bob',
    bob: 'applied',
    cay: 'rejected uid_taken bob',
    p1: 'applied',
    p2: 'rejected name_taken p1',
  });
  expect(
    await hq.send({ project: [project('p1', { name: 'Tower', status: 'archived' }, 2), project('p2', { name: 'TOWER.' }, 2)] }),
  ).toEqual({ p1: 'applied', p2: 'applied' });
});

test('a person whose canonical login changes keeps the HQ row and its memberships', async () => {
  await hq.send({ account: [account('acme')], user: [user('old', { email: 'ann@x.com' })], accountMember: [accountMember('acme', 'old')] });
  const [before] = await hq.rows<{ id: string }>('select id from users');
  const records = {
    user: [user('new', { email: 'ann@x.com', formerly: ['old'] }, 5), gone('old', 5)],
    accountMember: [accountMember('acme', 'new', {}, 5), gone('acme:old', 5)],
  };
  expect(await hq.send(records)).toEqual({ new: 'applied', old: 'applied', 'acme:new': 'applied', 'acme:old': 'applied' });
  expect(await hq.rows('select id, external_id from users')).toEqual([{ ...before, external_id: 'new' }]);
  expect(await hq.rows('select count(*)::int as members from account_members')).toEqual([{ members: 1 }]);
  expect(await hq.send({ user: [user('old', { email: 'other@x.com' }, 4)] })).toEqual({ old: 'stale' });
});

test('a membership that the next login does not have stays gone, though its deletion came before that login', async () => {
  const members = (person: string, version: number) => ({
    accountMember: [accountMember('acme', person, {}, version)],
    projectMember: [projectMember('tower', person, {}, version)],
  });
  await hq.send({
    account: [account('acme')],
    user: [user('old', { email: 'ann@x.com' })],
    project: [project('tower')],
    ...members('old', 0),
  });
  expect(await hq.send({ projectMember: [gone('tower:new', 4)] })).toEqual({ 'tower:new': 'applied' });
  const records = {
    user: [user('new', { email: 'ann@x.com', formerly: ['old'] }, 5)],
    accountMember: [accountMember('acme', 'new', {}, 5)],
  };
  expect(await hq.send(records)).toEqual({ new: 'applied', 'acme:new': 'applied' });
  expect(await hq.rows('select 1 from account_members')).toHaveLength(1);
  expect(await hq.rows('select 1 from project_members')).toEqual([]);
  expect(await hq.send({ projectMember: [projectMember('tower', 'new', {}, 6)] })).toEqual({ 'tower:new': 'applied' });
  expect(await hq.send(records)).toEqual({ new: 'unchanged', 'acme:new': 'unchanged' });
  expect(await hq.rows('select 1 from project_members')).toHaveLength(1);
});

test('the same of a company on a project', async () => {
  await hq.send({
    account: [account('acme')],
    company: [company('old', { name: 'Builders' })],
    project: [project('tower'), project('bridge')],
    projectCompany: [projectCompany('tower', 'old'), projectCompany('bridge', 'old')],
  });
  await hq.send({ projectCompany: [gone('tower:new', 4)] });
  await hq.send({ company: [company('new', { name: 'Builders', formerly: ['old'] }, 5)] });
  expect(await hq.rows('select p.external_id as project from project_companies c join projects p on p.id = c.project_id')).toEqual([
    { project: 'bridge' },
  ]);
});

test('a value stays with its holder when the deletion of the holder waits for newer children', async () => {
  await hq.send({
    account: [account('acme')],
    user: [user('ann', { email: 'a@x.com' }), user('bob', { email: 'b@x.com' })],
    accountMember: [accountMember('acme', 'ann', {}, 9)],
  });
  const records = {
    user: [user('eve', { email: 'a@x.com' }, 8), gone('ann', 8), user('fay', { email: 'b@x.com' }, 8), gone('bob', 8)],
  };
  expect(await hq.send(records)).toEqual({
    eve: 'deferred value_held user ann',
    ann: 'deferred value_held accountMember acme:ann',
    fay: 'applied',
    bob: 'applied',
  });
  expect(await hq.rows('select external_id, email_key from users order by 1')).toEqual([
    { external_id: 'ann', email_key: 'a@x.com' },
    { external_id: 'fay', email_key: 'b@x.com' },
  ]);
  // Field's newer states come with all of it.
  const later = { user: [user('eve', { email: 'a@x.com' }, 8), gone('ann', 10)], accountMember: [gone('acme:ann', 10)] };
  expect(await hq.send(later)).toEqual({ eve: 'applied', ann: 'applied', 'acme:ann': 'applied' });
});

test('an older state does not take a newer row apart', async () => {
  await hq.send({ user: [user('old', { email: 'ann@x.com' }, 7)] });
  expect(await hq.send({ user: [user('new', { email: 'ann@x.com', formerly: ['old'] }, 5)] })).toEqual({
    new: 'deferred value_held user old',
  });
});

test('rows that HQ has already are adopted by id and by natural key', async () => {
  const id = '0190a000-0000-7000-8000-000000000001';
  await hq.rows(`insert into accounts (id, name, kind, status) values ('${id}', 'HQ', 'paid', 'active')`);
  await hq.rows(`insert into users (id, email, status, email_key) values (gen_random_uuid(), 'Ann@x.com', 'active', 'ann@x.com')`);
  await hq.rows(`insert into companies (id, account_id, name, name_key) values (gen_random_uuid(), '${id}', 'ACME Inc', 'acme inc')`);
  const records = {
    account: [account('acme', { hqId: id })],
    user: [user('ann', { email: 'ann@x.com' })],
    company: [company('co', { name: 'acme  inc.' })],
  };
  expect(await hq.send(records)).toEqual({ acme: 'applied', ann: 'applied', co: 'applied' });
  expect(
    await hq.rows(
      'select (select count(*) from accounts)::int a, (select count(*) from users)::int u, (select count(*) from companies)::int c',
    ),
  ).toEqual([{ a: 1, u: 1, c: 1 }]);
  expect(await hq.send(records)).toEqual({ acme: 'unchanged', ann: 'unchanged', co: 'unchanged' });
});

test('an HQ id that HQ does not know, or that belongs to another, is refused', async () => {
  await hq.send({ account: [account('acme')] });
  const [row] = await hq.rows<{ id: string }>('select id from accounts');
  expect(
    await hq.send({
      account: [account('one', { hqId: '0190a000-0000-7000-8000-00000000000f' }), account('two', { hqId: row?.id ?? null })],
    }),
  ).toEqual({
    one: 'rejected hq_id_unknown',
    two: 'rejected hq_id_taken acme',
  });
  for (const hqId of [row?.id ?? '', row?.id.toUpperCase() ?? ''])
    expect(await hq.send({ account: [account('acme', { hqId })] })).toEqual({ acme: 'unchanged' });
});

test('an unbound row that two records of one batch name goes to the first, and the batch ends', async () => {
  const id = '0190a000-0000-7000-8000-000000000001';
  await hq.rows(`insert into accounts (id, name, kind, status) values ('${id}', 'HQ', 'paid', 'active')`);
  const records = { account: [account('one', { hqId: id }), account('two', { hqId: id }), account('three')] };
  expect(await hq.send(records)).toEqual({ one: 'applied', two: 'rejected hq_id_taken one', three: 'applied' });
  expect(await hq.rows(`select external_id from accounts where id = '${id}'`)).toEqual([{ external_id: 'one' }]);
  expect(await hq.send(records)).toEqual({ one: 'unchanged', two: 'rejected hq_id_taken one', three: 'unchanged' });
});
