import { until } from '@hq-field/testkit/until';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRelay, HqError, walkAccounts } from '../index.ts';
import { resolverLock } from './changes.ts';
import { resolveChanges } from './resolve-changes.ts';
import { touchKeys } from './touches.ts';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';

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

/** The pages of a walk of the account, read after its move to backfilling, not sent yet. */
async function pagesOfWalk() {
  // Captured rows become people first; the account is planned, so nothing of them is sent.
  await field.drain();
  field.states.states.set(account, 'backfilling');
  const pages = await Array.fromAsync(walkAccounts(field.field, { accounts: [account], after: null, pageSize: 1000 }));
  expect(pages.flatMap(({ records }) => records.filter(({ entity }) => entity === 'user'))).toHaveLength(1);
  return pages;
}

test('a backfilled account equals the canonical mapping', async () => {
  const id = await person('ann@example.com');
  const company = await field.make('companies', { account_id: 1, name: 'ACME  Inc.' });
  await field.make('companies', { account_id: 1, name: 'acme inc' });
  const project = await field.make('projects', { account_id: 1, name: 'Tower: north', start_date: '2015-01-01', is_active: true });
  await field.make('project_companies', { project_id: project, company_id: company });
  await field.make('contacts', {
    project_id: project,
    user_id: id,
    company_id: company,
    roles: 'contractor, project_admin',
    status: 'active',
  });
  await field.backfill(account);
  await converges(field);
  expect(field.hq.living('project').get(guid('projects', 1))).toMatchObject({
    name: 'Tower- north',
    status: 'active',
    endDate: '2016-01-01',
  });
  expect(field.hq.living('company').size).toBe(1);
  expect([...field.hq.living('projectMember').values()][0]).toMatchObject({ accessLevel: 'project_admin', roles: ['Contractor'] });
});

test('changes of a planned account are dropped, and its backfill reads them', async () => {
  field.states.states.set(account, 'planned');
  const id = await person('ann@example.com');
  const beta = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  const project = await field.make('projects', { account_id: beta, name: 'Tower', start_date: '2015-01-01' });
  await field.drain();
  await field.field`update projects set account_id = 1 where id = ${project}`;
  await field.drain();
  expect(field.hq.batches).toHaveLength(0);
  await field.field`update users set first_name = 'Ann' where id = ${id}`;
  for (const one of [account, guid('accounts', beta)]) await field.backfill(one);
  await converges(field);
});

test('two people who swap e-mails in one transaction settle in one batch', async () => {
  const one = await person('one@example.com');
  const two = await person('two@example.com');
  await field.backfill(account);
  await field.drain();
  await field.field`update users set email = case id when ${one} then 'two@example.com' else 'one@example.com' end where id in (${one}, ${two})`;
  await converges(field);
  expect(field.hq.living('user').get(guid('users', one))).toMatchObject({ email: 'two@example.com' });
});

test('e-mails handed down a chain of four settle when each link arrives alone', async () => {
  const ids = [
    await person('p1@example.com'),
    await person('p2@example.com'),
    await person('p3@example.com'),
    await person('p4@example.com'),
  ];
  await field.backfill(account);
  await field.drain();
  await field.field`update users set email = 'p' || (substr(email, 2, 1)::int + 1) || '@example.com' where id = any(${ids}::bigint[])`;
  for (let pass = 0; pass < 20; pass += 1) await field.relay.pass(1);
  await converges(field);
});

test('a login that gains the uid of another person becomes part of that person', async () => {
  await person('one@example.com', { oxygen_uid: 'U1' });
  const second = await person('two@example.com');
  await field.backfill(account);
  await field.drain();
  await field.field`update users set oxygen_uid = 'U1' where id = ${second}`;
  await converges(field);
  expect(field.hq.living('user').size).toBe(1);
  expect(field.hq.living('accountMember').size).toBe(1);
});

test('the canonical login is deleted and the person goes over to the next one', async () => {
  const first = await person('one@example.com', { oxygen_uid: 'U1' });
  const second = await person('two@example.com', { oxygen_uid: 'U1' });
  await field.backfill(account);
  await field.drain();
  await field.field`update users set deleted_at = now() where id = ${first}`;
  await converges(field);
  expect(field.hq.living('user').get(guid('users', second))).toMatchObject({ formerly: [guid('users', first)] });
});

test('a deletion that arrives before a late copy of the backfill stays', async () => {
  const id = await person('ann@example.com');
  const pages = await pagesOfWalk();
  await field.field`delete from account_users where user_id = ${id}`;
  await field.field`delete from users where id = ${id}`;
  await field.drain();
  for (const page of pages) await field.delivery.deliver(page.records, 0);
  await converges(field);
  expect(field.hq.living('user').size).toBe(0);
});

test('a project that takes a name just freed, and one that clashes for good', async () => {
  await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01' });
  const second = await field.make('projects', { account_id: 1, name: 'Bridge', start_date: '2015-01-01' });
  await field.backfill(account);
  await field.drain();
  await field.field`update projects set name = case id when ${second} then 'Tower' else 'Old tower' end`;
  await converges(field);
  const third = await field.make('projects', { account_id: 1, name: 'tower', start_date: '2015-01-01' });
  await field.drain();
  const [entry] =
    await field.field`select code, blocker_external_id from outbound.quarantine where external_id = ${guid('projects', third)}`;
  expect(entry).toMatchObject({ code: 'name_taken', blocker_external_id: guid('projects', second) });
  await field.field`update projects set status = 'archived' where id = ${second}`;
  await converges(field);
  expect(field.hq.living('project').has(guid('projects', third))).toBe(true);
});

test('children of a quarantined parent join it and arrive when it is mended', async () => {
  const id = await person('no e-mail at all');
  const project = await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01' });
  await field.make('contacts', { project_id: project, user_id: id, status: 'active' });
  await field.backfill(account);
  await field.drain();
  const codes = await field.field`select entity, code from outbound.quarantine order by entity`;
  expect([...codes]).toEqual([
    { entity: 'accountMember', code: 'parent_quarantined' },
    { entity: 'projectMember', code: 'parent_quarantined' },
    { entity: 'user', code: 'email_invalid' },
  ]);
  await field.field`update users set email = 'ann@example.com' where id = ${id}`;
  await converges(field);
  expect(await field.field`select 1 from outbound.quarantine`).toHaveLength(0);
});

test('a project and an account whose rows are deleted for good are gone at HQ', async () => {
  await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01' });
  const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  await field.backfill(account);
  await field.backfill(guid('accounts', other));
  await field.drain();
  await field.field`delete from projects`;
  await field.field`delete from accounts where id = ${other}`;
  await converges(field);
  expect(field.hq.living('project').size).toBe(0);
  expect(field.hq.living('account').size).toBe(1);
});

test('a project and an account are gone at HQ though others have their ids by now, and so is a project that has another guid', async () => {
  const tower = await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01', status: 'archived' });
  const bridge = await field.make('projects', { account_id: 1, name: 'Bridge', start_date: '2015-01-01', status: 'archived' });
  const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  await field.backfill(account);
  await field.backfill(guid('accounts', other));
  await field.drain();
  const another = (letter: string) => `${letter}0000000-0000-4000-8000-00000000ffff`;
  await field.field`update projects set identifier = 'J-1'`;
  await field.field`delete from projects where id = ${tower}`;
  await field.field`delete from accounts where id = ${other}`;
  await field.make('projects', { id: tower, guid: another('e'), account_id: 1, name: 'Mall', start_date: '2015-01-01' });
  await field.make('accounts', { id: other, guid: another('f'), name: 'Gamma', is_trial: false, status: 'active' });
  await field.field`update projects set guid = ${another('d')} where id = ${bridge}`;
  await field.drain();
  expect([...field.hq.living('project').keys()]).toEqual([another('d'), another('e')]);
  expect([...field.hq.living('account').keys()]).toEqual([account]);
});

test('a sender that slept past its lease neither overwrites nor acknowledges what another sent', async () => {
  const id = await person('ann@example.com');
  await field.backfill(account);
  await field.drain();
  await field.field`update users set first_name = 'Ann' where id = ${id}`;
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => {
    field.hq.beforeApply = () => {
      field.hq.beforeApply = null;
      return new Promise((go) => {
        wake = go;
        resolve();
      });
    };
  });
  // Nothing wakes it to keep its claims: its lease is long, and is made to run out.
  const sleeper = createRelay({ ...field, leaseSeconds: 3600 }).pass(100);
  await asleep;
  await field.field`update users set first_name = 'Anna' where id = ${id}`;
  await field.field`update outbound.touches set claimed_until = clock_timestamp() - interval '1 s'`;
  await field.drain();
  wake();
  await sleeper;
  await converges(field);
  expect(field.hq.living('user').get(guid('users', id))).toMatchObject({ firstName: 'Anna' });
});

test('a send that takes longer than its lease keeps its records, and acknowledges them', async () => {
  const id = await person('ann@example.com');
  await field.backfill(account);
  await field.drain();
  await field.field`update users set first_name = 'Ann' where id = ${id}`;
  // Long enough that a busy machine keeps it.
  const slow = createRelay({ ...field, leaseSeconds: 3 });
  const claimedByOthers: number[] = [];
  field.hq.beforeApply = async () => {
    field.hq.beforeApply = null;
    const [claim] = await field.field<{ until: string }[]>`select max(claimed_until)::text as until from outbound.touches`;
    const hasRunOut = async () =>
      (await field.field<{ over: boolean }[]>`select clock_timestamp() > ${claim?.until ?? ''}::timestamptz as over`)[0]?.over;
    while (!(await hasRunOut())) claimedByOthers.push((await field.relay.pass(100)).claimed);
    claimedByOthers.push((await field.relay.pass(100)).claimed);
  };
  const { claimed, lagsMs } = await slow.pass(100);
  expect(claimed).toBeGreaterThan(0);
  expect(new Set(claimedByOthers)).toEqual(new Set([0]));
  expect(lagsMs).toHaveLength(claimed);
  expect(await field.field`select from outbound.touches`).toHaveLength(0);
});

test('two transactions that commit in the opposite order of their starts are both seen', async () => {
  const id = await person('ann@example.com');
  await field.backfill(account);
  await field.drain();
  const late = await field.field.reserve();
  await late`begin`;
  await late`update account_users set role = 'admin' where user_id = ${id}`;
  await field.field`update users set last_name = 'Lee' where id = ${id}`;
  await field.drain();
  await late`commit`;
  late.release();
  await converges(field);
  expect([...field.hq.living('accountMember').values()][0]).toMatchObject({ role: 'account_admin' });
});

test.each(['the copy first', 'the change first'])(
  "a row that changes between the backfill's read and its write keeps the newer state: %s",
  async (order) => {
    const id = await person('ann@example.com');
    const pages = await pagesOfWalk();
    await field.field`update users set first_name = 'Ann' where id = ${id}`;
    if (order === 'the change first') await field.drain();
    for (const page of pages) await field.delivery.deliver(page.records, 0);
    await converges(field);
    expect(field.hq.living('user').get(guid('users', id))).toMatchObject({ firstName: 'Ann' });
  },
);

test.each(['the copy first', 'the change first'])(
  'a record that is mended after the backfill read it leaves quarantine: %s',
  async (order) => {
    const id = await person('no e-mail at all');
    const pages = await pagesOfWalk();
    await field.field`update users set email = 'ann@example.com' where id = ${id}`;
    if (order === 'the change first') await field.drain();
    for (const page of pages) await field.delivery.deliver(page.records, 0);
    expect(await field.field`select 1 from outbound.quarantine where entity = 'user'`).toHaveLength(1);
    await field.delivery.endWalk([account], 0);
    await converges(field);
    expect(field.hq.living('user').has(guid('users', id))).toBe(true);
    expect(await field.field`select 1 from outbound.quarantine`).toHaveLength(0);
  },
);

test('an account that leaves planned between the look and the drop loses no change', async () => {
  field.states.states.set(account, 'planned');
  const id = await person('ann@example.com');
  await field.field`update account_users set role = 'admin' where user_id = ${id}`;
  field.states.afterLook = async () => {
    await field.backfill(account);
    await field.field`update users set last_name = 'Lee' where id = ${id}`;
    await field.field`update account_users set status = 'disabled' where user_id = ${id}`;
  };
  const pass = await field.relay.pass(500);
  expect(pass.dropped).toBeGreaterThan(0);
  await converges(field);
  expect(field.hq.living('user').get(guid('users', id))).toMatchObject({ lastName: 'Lee' });
  expect([...field.hq.living('accountMember').values()][0]).toMatchObject({ role: 'account_admin', status: 'inactive' });
});

test('an answer that is lost after HQ committed is sent again and changes nothing', async () => {
  const id = await person('ann@example.com');
  await field.backfill(account);
  await field.drain();
  await field.field`update users set first_name = 'Ann' where id = ${id}`;
  field.hq.afterApply = () => {
    field.hq.afterApply = null;
    throw new HqError('unreachable', 'the answer was lost');
  };
  await expect(field.relay.pass(500)).rejects.toMatchObject({ retryable: true });
  await converges(field);
});

test('two accounts that share a person are backfilled at once by two workers', async () => {
  const other = await field.make('accounts', { name: 'Beta', is_trial: false, status: 'active' });
  const shared = await person('ann@example.com');
  await field.make('account_users', { account_id: other, user_id: shared, role: 'admin', status: 'active' });
  await Promise.all([field.backfill(account), field.backfill(guid('accounts', other))]);
  await converges(field);
  expect(field.hq.living('user').size).toBe(1);
  expect(field.hq.living('accountMember').size).toBe(2);
});

test('what the migration looks at once more waits behind what people change', async () => {
  const ids = [await person('one@example.com'), await person('two@example.com'), await person('three@example.com')];
  await field.backfill(account);
  await field.drain();
  const keys = ids.map((id) => ({ entity: 'user', externalId: guid('users', id), account: null }));
  await touchKeys(field.field, null, keys);
  await field.field`update users set first_name = 'Ann' where id = ${ids[2] ?? 0}`;
  await resolveChanges(field.field, 1000);
  const sent: string[] = [];
  field.hq.beforeApply = ({ records }) => void sent.push(...(records.user ?? []).map(({ externalId }) => externalId));
  const lags = [(await field.relay.pass(1)).lagsMs, (await field.relay.pass(2)).lagsMs];
  expect(sent).toEqual([2, 0, 1].map((at) => keys[at]?.externalId));
  expect(lags.map((some) => some.length)).toEqual([1, 0]);
});

test('a change whose record could not be put stays captured, though its transaction was on its way to the commit', async () => {
  const id = await person('ann@example.com');
  await field.backfill(account);
  await field.drain();
  await field.field`alter table outbound.touches add constraint full_up check (entity <> 'user') not valid`;
  await field.field`update users set first_name = 'Ann' where id = ${id}`;
  await expect(field.relay.pass(500)).rejects.toMatchObject({ message: expect.stringContaining('full_up') });
  expect([...(await field.field`select row_id::int as id from outbound.changes`)]).toEqual([{ id }]);
  await field.field`alter table outbound.touches drop constraint full_up`;
  await converges(field);
});

test('a process that falls asleep in the middle of resolving holds up the others for its limit, not until it wakes', async () => {
  const asleep = await field.field.reserve();
  try {
    const [limit] = await asleep<{ limit: string }[]>`select current_setting('idle_in_transaction_session_timeout') as limit`;
    expect(limit).toEqual({ limit: '10s' });
    await asleep`begin`;
    await asleep`select pg_advisory_xact_lock(${resolverLock})`;
    await person('ann@example.com');
    expect(await resolveChanges(field.field, 1000)).toBe(0);
    // Its limit is short only from here on, so that a slow machine changes nothing above.
    await asleep`set local idle_in_transaction_session_timeout = '200ms'`;
    await until(async () => (await resolveChanges(field.field, 1000)) > 0, { timeoutMs: 10_000, everyMs: 20, what: 'others resolve' });
  } finally {
    asleep.release();
  }
});
