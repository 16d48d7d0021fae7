import { statesALimit, until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPush, HqError, type Push } from '../index.ts';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';

let field: SmallField;
let push: Push;
let account: string;
let ann: number;

beforeEach(async () => {
  field = await smallField();
  push = createPush({ field: field.field, client: field.hq.client, budgetMs: 2000 });
  account = guid('accounts', await field.make('accounts', { name: 'Acme', is_trial: false, status: 'active', country: 'US' }));
  ann = await field.make('users', { email: 'ann@example.com', status: 'active' });
  await field.make('account_users', { account_id: 1, user_id: ann, role: 'admin', status: 'active' });
});
afterEach(() => field.close());

/** A project with the person who made it, as Field's page commits it. */
async function newProject(name = 'Tower', user = ann): Promise<string> {
  const project = await field.make('projects', { account_id: 1, name, start_date: '2015-01-01', is_active: true });
  await field.make('contacts', { project_id: project, user_id: user, project_admin: true, status: 'active' });
  return guid('projects', project);
}

const pushProject = (externalId: string) => push.push({ entity: 'project', externalId, creator: guid('users', ann) });

test('a project and its creator are at HQ before the relay has looked', async () => {
  await field.backfill(account);
  const project = await newProject();
  expect(await pushProject(project)).toEqual({ state: 'held', hqId: null });
  expect(field.hq.living('project').get(project)).toMatchObject({ name: 'Tower', status: 'active' });
  expect(field.hq.living('projectMember').get(`${project}:${guid('users', ann)}`)).toMatchObject({ accessLevel: 'project_admin' });
  await converges(field);
});

test('an account of a person who is new too is created with them', async () => {
  const ben = await field.make('users', { email: 'ben@example.com', status: 'active' });
  const beta = await field.make('accounts', { name: 'Beta', is_trial: true, trial_expires_on: '2030-01-31', status: 'active' });
  await field.make('account_users', { account_id: beta, user_id: ben, role: 'admin', status: 'active' });
  const pushed = await push.push({ entity: 'account', externalId: guid('accounts', beta), creator: guid('users', ben) });
  expect(pushed.state).toBe('held');
  expect(field.hq.living('account').get(guid('accounts', beta))).toMatchObject({ kind: 'trial', trialEndsOn: '2030-01-31' });
  expect(field.hq.living('accountMember').get(`${guid('accounts', beta)}:${guid('users', ben)}`)).toMatchObject({ role: 'account_admin' });
});

test('changes of a planned account after its push are not dropped', async () => {
  const beta = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  const guidOfBeta = guid('accounts', beta);
  field.states.states.set(account, 'live').set(guidOfBeta, 'planned');
  await push.push({ entity: 'account', externalId: guidOfBeta, creator: null });
  await field.field`update accounts set name = 'Beta & Sons' where id = ${beta}`;
  await field.drain();
  expect(field.hq.living('account').get(guidOfBeta)).toMatchObject({ name: 'Beta & Sons' });
  await field.backfill(account);
  await field.backfill(guidOfBeta);
  await converges(field);
});

test('what was pushed is changed and deleted at HQ too while no account has begun', async () => {
  expect((await push.push({ entity: 'account', externalId: account, creator: guid('users', ann) })).state).toBe('held');
  const [kept, deleted] = [await newProject(), await newProject('Bridge')];
  for (const project of [kept, deleted]) expect((await pushProject(project)).state).toBe('held');
  await field.drain();
  await field.field`update accounts set name = 'Acme & Sons'`;
  await field.field`update projects set deleted_at = now() where guid = ${deleted}`;
  await field.drain();
  expect(field.hq.living('account').get(account)).toMatchObject({ name: 'Acme & Sons' });
  expect([...field.hq.living('project').keys()]).toEqual([kept]);
  await field.backfill(account);
  await converges(field);
});

test.each(['begun', 'not begun'])(
  'who is pushed with an account, and then is one person with an older login, is kept in step: %s',
  async (when) => {
    const [planned, made] = [
      await field.make('accounts', { name: 'Beta', status: 'active' }),
      await field.make('accounts', { name: 'New', status: 'active' }),
    ];
    const older = await field.make('users', { email: 'ben@example.com', oxygen_uid: 'U1', status: 'active' });
    await field.make('account_users', { account_id: planned, user_id: older, role: 'member', status: 'active' });
    await field.drain();
    if (when === 'begun') field.states.states.set(account, 'live');
    const ben = await field.make('users', { email: 'ben@work.example', status: 'active' });
    await field.make('account_users', { account_id: made, user_id: ben, role: 'member', status: 'active' });
    expect((await push.push({ entity: 'account', externalId: guid('accounts', made), creator: guid('users', ben) })).state).toBe('held');
    await field.drain();
    await field.field`update users set oxygen_uid = 'U1' where id = ${ben}`;
    await field.drain();
    const roles = () => [...field.hq.living('accountMember')].map(([name, { role }]) => [name, role]);
    expect(roles()).toEqual([[`${guid('accounts', made)}:${guid('users', older)}`, 'account_user']]);
    await field.field`update account_users set role = 'admin' where user_id = ${ben}`;
    await field.drain();
    expect(roles()).toEqual([[`${guid('accounts', made)}:${guid('users', older)}`, 'account_admin']]);
    // HQ's row stays with the older login when they part again.
    await field.field`update users set oxygen_uid = null where id = ${ben}`;
    await field.drain();
    await field.field`update users set email = 'ben@home.example' where id = ${older}`;
    await field.drain();
    for (const id of [1, planned, made]) await field.backfill(guid('accounts', id));
    await converges(field);
  },
);

test('an answer that is lost is asked for again with the same key and body', async () => {
  await field.backfill(account);
  field.hq.afterApply = () => {
    field.hq.afterApply = null;
    throw new HqError('unreachable', 'the answer was lost');
  };
  expect((await pushProject(await newProject())).state).toBe('held');
  expect(field.hq.creations).toHaveLength(2);
  expect(field.hq.creations[1]).toEqual(field.hq.creations[0]);
  await converges(field);
});

test('an HQ that is down costs the customer the budget at most, and the outbox brings the project', statesALimit, async () => {
  await field.backfill(account);
  // Field is read well within it.
  push = createPush({ field: field.field, client: field.hq.client, budgetMs: 1000 });
  field.hq.beforeApply = () => {
    throw new HqError('unreachable', 'HQ is down');
  };
  const begun = performance.now();
  expect(await pushProject(await newProject())).toMatchObject({ state: 'left' });
  expect(performance.now() - begun).toBeLessThan(2000);
  // Whoever comes next is not held up, and asks no HQ that is away.
  const asked = field.hq.creations.length;
  const next = performance.now();
  expect(await pushProject(await newProject('Bridge'))).toMatchObject({ state: 'left' });
  expect(performance.now() - next).toBeLessThan(250);
  expect(field.hq.creations).toHaveLength(asked);
  field.hq.beforeApply = null;
  await converges(field);
  expect(field.hq.living('project').size).toBe(2);
});

test('an HQ that never answers costs the budget at most, and is asked again after a while', statesALimit, async () => {
  await field.backfill(account);
  push = createPush({ field: field.field, client: field.hq.client, budgetMs: 1500 });
  field.hq.beforeApply = () => new Promise(() => {});
  expect(await pushProject(await newProject())).toEqual({ state: 'left', reason: 'HQ did not answer within 1500 ms' });
  field.hq.beforeApply = null;
  const isHeld = async () => (await pushProject(guid('projects', 1))).state === 'held';
  await until(isHeld, { timeoutMs: 10_000, what: 'HQ is asked again' });
  await converges(field);
});

test('a Field that is slow costs the budget at most, and keeps nobody from asking HQ', statesALimit, async () => {
  await field.backfill(account);
  push = createPush({ field: field.field, client: field.hq.client, budgetMs: 1500 });
  const project = await newProject();
  await field.field.begin(async (sql) => {
    await sql`lock table outbound.sent_ahead in exclusive mode`;
    expect(await pushProject(project)).toEqual({ state: 'left', reason: "Field's database took longer than 1500 ms" });
    expect(field.hq.creations).toHaveLength(0);
  });
  expect(await pushProject(project)).toMatchObject({ state: 'held' });
});

test.each(['the push first', 'the relay first'])('a push that is late and a change after it end as Field has it: %s', async (order) => {
  await field.backfill(account);
  const project = await newProject();
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  field.hq.beforeApply = () => {
    field.hq.beforeApply = null;
    asked.resolve();
    return held.promise;
  };
  const pushing = pushProject(project);
  await asked.promise;
  await field.field`update projects set name = 'Bridge' where guid = ${project}`;
  if (order === 'the push first') {
    held.resolve();
    await pushing;
  }
  await field.drain();
  held.resolve();
  await pushing;
  await converges(field);
  expect(field.hq.living('project').get(project)).toMatchObject({ name: 'Bridge' });
});

test('a project that is deleted while its push is on the way stays deleted', async () => {
  await field.backfill(account);
  const project = await newProject();
  field.hq.beforeApply = async () => {
    field.hq.beforeApply = null;
    await field.field`update projects set deleted_at = now() where guid = ${project}`;
    await field.drain();
  };
  await pushProject(project);
  await converges(field);
  expect(field.hq.living('project').has(project)).toBe(false);
});

test('what HQ defers, what the mapping refuses and what is gone are left to the outbox, with the reason', async () => {
  const early = await pushProject(await newProject());
  expect(early).toMatchObject({ state: 'left', reason: expect.stringContaining('parent_unknown') });
  await field.backfill(account);
  const nameless = await newProject('');
  expect(await pushProject(nameless)).toMatchObject({ state: 'left', reason: expect.stringContaining('the project cannot go') });
  expect(await pushProject(guid('projects', 999))).toMatchObject({ state: 'left', reason: expect.stringContaining('no such project') });
  await converges(field);
});

test('a creator who cannot go does not hold the project up', async () => {
  await field.backfill(account);
  const nobody = await field.make('users', { email: 'no e-mail', status: 'active' });
  const project = await newProject('Tower', nobody);
  expect((await push.push({ entity: 'project', externalId: project, creator: guid('users', nobody) })).state).toBe('held');
  expect(field.hq.creations[0]?.creator).toBe(null);
});
