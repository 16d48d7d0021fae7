import { randomUUID } from 'node:crypto';
import { until, waitsForLock } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { lowerFence, raiseFence } from '../authority/fence.ts';
import { captureStatus } from '../outbox/capture-status.ts';
import { installCapture, retireCapture } from '../outbox/install-capture.ts';
import { readCurrent } from '../delivery/read-fresh.ts';
import { resolverLock } from '../outbox/changes.ts';
import { resolveChanges } from '../outbox/resolve-changes.ts';
import { followTouches } from '../touched-log/follow-touches.ts';
import { createFieldHandlers } from './field-handlers.ts';
import { anAccount, ann, applied, aProject } from './fixtures/puts.ts';
import { lastPut } from './provisioned.ts';
import { removeAccountRows } from './removals.ts';

let field: SmallField;
let put: ReturnType<typeof createFieldHandlers>['provisioning'];
beforeEach(async () => {
  field = await smallField();
  put = createFieldHandlers(field.field).provisioning;
});
afterEach(() => field.close());

/** What waits in the outbox once everything captured is resolved. */
async function waiting(): Promise<string[]> {
  while ((await resolveChanges(field.field, 5000)) > 0);
  const rows = await field.field<{ name: string }[]>`select entity || ' ' || external_id as name from outbound.touches order by id`;
  return rows.map(({ name }) => name);
}

test('an account with its first administrator, and a project in it, are what HQ has put when Field reads them', async () => {
  const account = anAccount({
    kind: 'trial',
    trialEndsOn: '2030-01-31',
    country: 'DE',
    timezone: 'Europe/Berlin',
    language: 'de',
    currency: 'EUR',
  });
  const one = await applied(put.putAccount(account));
  const project = aProject(one.externalId, {
    jobNumber: 'J-1',
    projectType: 'My own type',
    value: '1234.50',
    currency: 'JPY',
    timezone: 'Asia/Tokyo',
    language: 'fr',
    addressLine1: '1 Street',
    addressLine2: 'Floor 2, left',
    city: 'Tokyo',
    country: 'JP',
    template: true,
  });
  const two = await applied(put.putProject(project));
  await waiting();
  const keys = [
    { entity: 'account', externalId: one.externalId },
    { entity: 'user', externalId: one.administrator as string },
    { entity: 'accountMember', externalId: `${one.externalId}:${one.administrator}` },
    { entity: 'project', externalId: two.externalId },
    { entity: 'projectMember', externalId: `${two.externalId}:${two.administrator}` },
  ] as const;
  const read = await readCurrent({ field: field.field }, keys);
  expect(two.administrator).toBe(one.administrator);
  expect(read.map(({ data }) => data)).toMatchObject([
    account.account,
    { ...ann, status: 'active' },
    { role: 'account_admin', status: 'active' },
    project.project,
    { accessLevel: 'project_admin', status: 'active' },
  ]);
});

test('what HQ puts is not captured, apart from what is new in Field: the login, and the account, which nothing else would tell of', async () => {
  const one = await applied(put.putAccount(anAccount()));
  const isNew = [`account ${one.externalId}`, `user ${one.administrator}`, `accountMember ${one.externalId}:${one.administrator}`];
  expect((await waiting()).sort()).toEqual(isNew.sort());
  await field.field`delete from outbound.touches`;
  const two = await applied(put.putProject(aProject(one.externalId)));
  await applied(put.putProject(aProject(one.externalId, { name: 'Bridge', status: 'pending' }, 2, null)));
  const beta = anAccount({ name: 'Beta' }, 3);
  const three = await applied(put.putAccount(beta));
  expect(await waiting()).toEqual([`account ${three.externalId}`]);
  await field.field`delete from outbound.touches`;
  await applied(put.putAccount({ ...beta, revision: 4, account: { ...beta.account, name: 'Gamma' } }));
  expect(await waiting()).toEqual([]);
  await field.field`update projects set identifier = 'J-7' where guid = ${two.externalId}`;
  expect(await waiting()).toEqual([`project ${two.externalId}`]);
});

test('the time of the last put, and of a removal, is known, and nothing where no table keeps it', async () => {
  const seconds = async () => {
    const [row] =
      await field.field`select extract(epoch from clock_timestamp() - ${(await lastPut(field.field))?.toISOString() ?? null}::text::timestamptz)::float8 as seconds`;
    return row?.['seconds'] as number | null;
  };
  expect(await seconds()).toBeNull();
  const account = anAccount();
  await applied(put.putAccount(account));
  await field.field`update outbound.provisioned set at = at - interval '1 hour'`;
  expect(await seconds()).toBeGreaterThan(3000);
  await put.remove(removal('account', account.account.hqId as string, null, 2));
  expect(await seconds()).toBeLessThan(3000);
  await field.field`drop table outbound.provisioned`;
  expect(await seconds()).toBeNull();
});

test('a change of an address of a project that HQ has put is captured', async () => {
  const one = await applied(put.putAccount(anAccount()));
  const two = await applied(put.putProject(aProject(one.externalId, { city: 'Bonn' })));
  await waiting();
  await field.field`delete from outbound.touches`;
  await field.field`update addresses set city = 'Berlin'`;
  expect(await waiting()).toEqual([`project ${two.externalId}`]);
});

test('what Field cannot hold as HQ has put it goes back as a change', async () => {
  const account = anAccount({}, 1, null);
  const one = await applied(put.putAccount(account));
  await field.field`delete from outbound.touches`;
  await applied(put.putAccount({ ...account, revision: 2, account: { ...account.account, language: null } }));
  expect(await waiting()).toEqual([`account ${one.externalId}`]);
});

test('the same put twice, four times at once, and after an older one', async () => {
  const account = anAccount();
  const answers = await Promise.all([0, 1, 2, 3].map(() => put.putAccount(account)));
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['applied', 'unchanged', 'unchanged', 'unchanged']);
  expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, outcome: '' }))).size).toBe(1);
  expect((await put.putAccount({ ...account, revision: 9, account: { ...account.account, name: 'Newer' } })).outcome).toBe('applied');
  expect((await put.putAccount({ ...account, revision: 8, account: { ...account.account, name: 'Older' } })).outcome).toBe('stale');
  expect([...(await field.field`select name from accounts`)]).toEqual([{ name: 'Newer' }]);
  expect(await field.field`select from users`).toHaveLength(1);
});

test('two puts at once that name one new person make one login, by e-mail or by uid', async () => {
  const bob = { ...ann, email: 'Bob@Example.com', oxygenUid: null };
  const puts = [bob, { ...bob, email: ' bob@example.com' }, ann, { ...ann, email: 'lee@example.com' }].map((person, index) =>
    applied(put.putAccount(anAccount({ name: `Account ${index}` }, 1, person))),
  );
  const [one, two, three, four] = (await Promise.all(puts)).map(({ administrator }) => administrator);
  expect([two, four]).toEqual([one, three]);
  expect(await field.field`select from users`).toHaveLength(2);
});

test('a login that nobody has resolved yet is found as it is now', async () => {
  const id = await field.make('users', { email: 'zoe@example.com', status: 'active' });
  await waiting();
  // Who resolves at this moment keeps everybody else from it.
  await field.field.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${resolverLock})`;
    await field.field`update users set email = 'ann@example.com' where id = ${id}`;
    expect((await applied(put.putAccount(anAccount()))).administrator).toBe(guid('users', id));
    await field.field`update users set deleted_at = now() where id = ${id}`;
    expect((await applied(put.putAccount(anAccount({ name: 'Beta' })))).administrator).not.toBe(guid('users', id));
  });
});

test('an administrator whom Field knows keeps the login, by uid before e-mail', async () => {
  await field.make('users', { email: 'ann@example.com', status: 'active' });
  const byUid = await field.make('users', { email: 'other@example.com', oxygen_uid: 'OX1', status: 'active' });
  expect((await applied(put.putAccount(anAccount()))).administrator).toBe(guid('users', byUid));
  const byEmail = await applied(put.putAccount(anAccount({}, 2, { ...ann, oxygenUid: null })));
  expect(byEmail.administrator).toBe(guid('users', byUid - 1));
});

test('an e-mail that stands in Field with another uid is refused, and nothing of the account is left', async () => {
  const id = await field.make('users', { email: 'ann@example.com', oxygen_uid: 'OX2', status: 'active' });
  const { outcome, ...reason } = await put.putAccount(anAccount());
  expect([outcome, reason]).toMatchObject(['rejected', { code: 'identity_conflict', existingId: guid('users', id) }]);
  expect(await field.field`select from accounts`).toHaveLength(0);
});

test('a project whose account Field lacks is deferred', async () => {
  expect(await put.putProject(aProject(randomUUID()))).toMatchObject({ outcome: 'deferred', code: 'parent_unknown' });
});

test('a project that Field made meanwhile with the same name is the same project: it keeps its guid and gets the id of HQ', async () => {
  const one = await applied(put.putAccount(anAccount()));
  await waiting();
  await field.field`delete from outbound.touches`;
  // What HQ would read under another name, or as archived, is another project.
  await field.make('projects', { account_id: 1, name: 'Tower/1,', status: 'ARCHIVED ', hq_identifier: randomUUID() });
  await field.make('projects', { account_id: 1, name: 'Tower-1', hq_identifier: randomUUID() });
  const late = await field.make('projects', { account_id: 1, name: 'TOWER/1, ', start_date: '2015-01-01', is_active: true });
  const project = aProject(one.externalId, { name: 'Tower-1-' });
  expect((await applied(put.putProject(project))).externalId).toBe(guid('projects', late));
  expect([...(await field.field`select name, hq_identifier::text as id from projects where id >= ${late}`)]).toEqual([
    { name: 'TOWER/1, ', id: project.project.hqId },
  ]);
  expect(await waiting()).toContain(`project ${guid('projects', late)}`);
  expect(await put.putProject(aProject(one.externalId, { name: 'Tower-1-' }, 5))).toMatchObject({
    outcome: 'rejected',
    code: 'name_taken',
    existingId: guid('projects', late),
  });
});

test("what Field itself has sent to HQ is changed in place, also where HQ's id stands in capitals", async () => {
  const hqIds = { account: randomUUID(), project: randomUUID() };
  const id = await field.make('accounts', { name: 'Acme', hq_account_identifier: hqIds.account.toUpperCase() });
  const tower = await field.make('projects', { account_id: id, name: 'Tower', hq_identifier: hqIds.project.toUpperCase() });
  const account = anAccount({ hqId: hqIds.account, name: 'Acme & Sons' }, 1, null);
  expect((await applied(put.putAccount(account))).externalId).toBe(guid('accounts', id));
  const project = aProject(guid('accounts', id), { hqId: hqIds.project, name: 'Bridge' }, 1, null);
  expect((await applied(put.putProject(project))).externalId).toBe(guid('projects', tower));
  const rows = await field.field`
    select a.name, hq_account_identifier::text as id, p.name as project, hq_identifier::text as "projectId" from accounts a full join projects p on account_id = a.id`;
  expect([...rows]).toEqual([{ name: 'Acme & Sons', id: hqIds.account, project: 'Bridge', projectId: hqIds.project }]);
});

test('what is deleted in Field stays deleted', async () => {
  const account = anAccount();
  const { externalId } = await applied(put.putAccount(account));
  await field.field`update accounts set deleted_at = now()`;
  expect(await put.putAccount({ ...account, revision: 2 })).toMatchObject({ outcome: 'stale', externalId });
});

const removal = (entity: 'account' | 'project', hqId: string, externalId: string | null, revision: number) =>
  ({ source: 'hq', revision, entity, hqId, externalId }) as const;

test('what HQ has taken out is gone like anything that Field deletes, and HQ gets the tombstones', async () => {
  const account = anAccount();
  const one = await applied(put.putAccount(account));
  const [tower, bridge] = [aProject(one.externalId), aProject(one.externalId, { name: 'Bridge' }, 2, null)];
  const [two, three] = [await applied(put.putProject(tower)), await applied(put.putProject(bridge))];
  const elsewhere = await applied(put.putAccount(anAccount({ name: 'Beta' }, 3)));
  await waiting();
  await field.field`delete from outbound.touches`;
  const gone = removal('project', bridge.project.hqId as string, three.externalId, 4);
  expect(await put.remove(gone)).toEqual({ outcome: 'removed', externalId: three.externalId });
  expect(await put.remove(gone)).toEqual({ outcome: 'unchanged', externalId: three.externalId });
  expect(await waiting()).toEqual([`project ${three.externalId}`]);
  // Read by HQ before it was taken out, and late.
  expect((await put.putProject({ ...bridge, revision: 3 })).outcome).toBe('stale');
  expect(await put.remove(removal('account', account.account.hqId as string, one.externalId, 5))).toMatchObject({ outcome: 'removed' });
  expect(await waiting()).toEqual(expect.arrayContaining([`account ${one.externalId}`, `project ${two.externalId}`]));
  const living = async (table: string) =>
    (await field.field<{ guid: string }[]>`select guid::text as guid from ${field.field(table)} where deleted_at is null`).map(
      ({ guid: name }) => name,
    );
  // Ann administers Beta too: her login stays.
  expect([await living('accounts'), await living('projects'), await living('users')]).toEqual([
    [elsewhere.externalId],
    [],
    [elsewhere.administrator],
  ]);
});

test('the logins of a removed account stay while HQ keeps another one, which may have their people', async () => {
  const id = await field.make('accounts', { name: 'Acme' });
  await field.make('account_users', { account_id: id, user_id: await field.make('users', { email: 'ann@example.com' }) });
  const beta = guid('accounts', await field.make('accounts', { name: 'Beta' }));
  await raiseFence(field.field, beta, 1);
  const removed = () => field.field.begin((sql) => removeAccountRows(sql, String(id)));
  const logins = () => field.field`select from users where deleted_at is null`;
  await removed();
  expect(await logins()).toHaveLength(1);
  await lowerFence(field.field, beta, 1);
  // One that HQ has made has no fence at first.
  const { externalId: made } = await applied(put.putAccount(anAccount({}, 1, null)));
  await removed();
  expect(await logins()).toHaveLength(1);
  await raiseFence(field.field, made, 1);
  await lowerFence(field.field, made, 2);
  await removed();
  expect(await logins()).toHaveLength(0);
});

test('an account is removed while HQ puts another with one of its people: the person has a login afterwards', async () => {
  const id = await field.make('accounts', { name: 'Gone' });
  await field.make('account_users', { account_id: id, user_id: await field.make('users', { email: 'ann@example.com' }) });
  const late = await field.field.begin(async (sql) => {
    await removeAccountRows(sql, String(id));
    let hasEnded = false;
    const putting = applied(put.putAccount(anAccount())).finally(() => (hasEnded = true));
    await until(async () => hasEnded || (await waitsForLock(field.field)), { timeoutMs: 10_000, everyMs: 5, what: 'the put' });
    return { putting };
  });
  const { administrator } = await late.putting;
  expect(await field.field`select guid::text as administrator from users where deleted_at is null`).toEqual([{ administrator }]);
});

test('what HQ puts while the administration goes back, or later, is captured, and nothing of it before', async () => {
  const account = anAccount();
  const one = await applied(put.putAccount(account));
  const [tower, depot] = [aProject(one.externalId), aProject(one.externalId, { name: 'Depot' }, 2)];
  await raiseFence(field.field, one.externalId, 1);
  const two = await applied(put.putProject(tower));
  await waiting();
  await field.field`delete from outbound.touches`;
  // Under way, and held up, while the account goes back.
  const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = field.field.begin(async (sql) => {
    await sql`select from accounts for update`;
    held.resolve();
    await go.promise;
  });
  await held.promise;
  const late = put.putAccount({ ...account, revision: 3, account: { ...account.account, name: 'Renamed' }, administrator: null });
  await until(() => waitsForLock(field.field), { timeoutMs: 10_000, everyMs: 5, what: 'the put waits' });
  expect(await waiting()).toEqual([]);
  expect(await lowerFence(field.field, one.externalId, 2)).toBe(true);
  const member = `accountMember ${one.externalId}:${one.administrator}`;
  const puts = [`account ${one.externalId}`, member, `project ${two.externalId}`, `projectMember ${two.externalId}:${one.administrator}`];
  expect(await waiting()).toEqual(expect.arrayContaining(puts));
  await field.field`delete from outbound.touches`;
  go.resolve();
  await holding;
  await applied(late);
  expect(await waiting()).toEqual([`account ${one.externalId}`, member]);
  const three = await applied(put.putProject(depot));
  expect(await waiting()).toContain(`project ${three.externalId}`);
  // Moved once more, HQ has again what it puts.
  await raiseFence(field.field, one.externalId, 3);
  await field.field`delete from outbound.touches`;
  await applied(put.putProject({ ...depot, revision: 4, project: { ...depot.project, name: 'Store' } }));
  expect(await waiting()).toEqual([]);
});

test('what HQ took out before it ever arrived never comes', async () => {
  const account = anAccount();
  const hqId = account.account.hqId as string;
  expect(await put.remove(removal('account', hqId, null, 7))).toEqual({ outcome: 'unchanged', externalId: null });
  expect((await put.putAccount({ ...account, revision: 6 })).outcome).toBe('stale');
  expect(await field.field`select from accounts`).toHaveLength(0);
});

test('after capture is retired nothing waits to be sent, and what HQ puts arrives, also for somebody who came meanwhile', async () => {
  const one = await applied(put.putAccount(anAccount()));
  await followTouches(field.field);
  await field.field`update accounts set name = 'Kept for verification'`;
  await waiting();
  const keptForVerification = () => field.field`select from outbound.touched_log`;
  expect(await keptForVerification()).not.toHaveLength(0);
  await retireCapture(field.field);
  await retireCapture(field.field);
  expect((await captureStatus(field.field)).installed).toBe(false);
  const eve = guid('users', await field.make('users', { email: 'before@example.com' }));
  await put.putAccount(anAccount({ name: 'Alpha' }, 1, null));
  await field.field`update accounts set name = 'Renamed'`;
  // Whoever signs in leaves nothing, because it is long until anybody takes it; another e-mail says who somebody is.
  await field.field`update users set last_login_at = now(), job_title = 'Engineer'`;
  expect(await field.field`select from outbound.changes`).toHaveLength(0);
  await field.field`update users set email = 'eve@example.com' where email = 'before@example.com'`;
  const two = await applied(put.putAccount(anAccount({ name: 'Beta' }, 2, { ...ann, email: 'Eve@example.com', oxygenUid: null })));
  expect(two.administrator).toBe(eve);
  expect((await applied(put.putProject(aProject(one.externalId)))).administrator).toBe(one.administrator);
  expect(await field.field`select from users`).toHaveLength(2);
  await put.putAccount(anAccount({ name: 'Gamma' }, 3, null));
  expect(await waiting()).toEqual([]);
  expect(await keptForVerification()).toHaveLength(0);
  await installCapture(field.field);
  await field.field`update accounts set name = 'Captured again' where guid = ${one.externalId}`;
  expect(await waiting()).toEqual([`account ${one.externalId}`]);
});

test('what an older release has installed is brought up to date when capture is retired', async () => {
  await field.field`drop function outbound.take_changes`;
  await field.field`alter table outbound.changes drop column image`;
  await expect(put.putAccount(anAccount())).rejects.toMatchObject({
    code: 'capture_outdated',
    message: expect.stringContaining('--retire'),
  });
  await retireCapture(field.field);
  await field.make('users', { email: 'before@example.com' });
  await field.field`update users set email = 'ann@example.com'`;
  const one = await applied(put.putAccount(anAccount()));
  expect(await field.field`select guid::text from users`).toEqual([{ guid: one.administrator }]);
});

test('a Field that is not prepared says so, and what a column cannot hold is refused without its value', async () => {
  const account = anAccount();
  expect(await put.putAccount({ ...account, account: { ...account.account, name: 'x'.repeat(300) } })).toMatchObject({
    outcome: 'rejected',
    code: 'value_refused',
    message: 'The Field database refused a value (22001)',
  });
  await field.field`drop table outbound.provisioned`;
  await expect(put.putAccount(account)).rejects.toMatchObject({ code: 'capture_missing' });
});
