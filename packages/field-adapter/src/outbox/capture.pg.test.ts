import { statesALimit, until } from '@hq-field/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { converges, guid, smallField, type SmallField } from '../fixtures/small-field.ts';
import { captureStatus, installCapture, openField, uninstallCapture } from '../index.ts';
import type { FieldSession } from '../field-db/open-field.ts';
import { takeChanges } from './changes.ts';
import { resolveChanges } from './resolve-changes.ts';

let field: SmallField;

beforeEach(async () => {
  field = await smallField();
});
afterEach(() => field.close());

/** Captured rows that changed something, as they are taken. */
const taken = () => field.field.begin(take);
const take = async (sql: FieldSession) => (await takeChanges(sql, 100)).changes;

test('a change of columns that no record is made of is no change', async () => {
  const id = await field.make('users', { email: 'ann@example.com', last_login_at: '2015-01-01' });
  await field.field`delete from outbound.changes`;
  await field.field`update users set crypted_password = 'x', updated_at = now(), last_login_at = now() where id = ${id}`;
  expect(await taken()).toEqual([]);
  await field.field`update users set last_login_at = null where id = ${id}`;
  expect(await taken()).toMatchObject([{ tableName: 'users', what: 'values', rowId: String(id), firstId: null, secondId: null }]);
});

test('a moved row is captured under its old and its new parents', async () => {
  const id = await field.make('contacts', { project_id: 1, user_id: 2 });
  await field.field`delete from outbound.changes`;
  await field.field`update contacts set project_id = 3 where id = ${id}`;
  expect((await taken()).map((row) => row.firstId).sort()).toEqual(['1', '3']);
});

test('a row whose primary key changes is captured under both', async () => {
  const id = await field.make('users', { email: 'ann@example.com' });
  await field.field`delete from outbound.changes`;
  await field.field`update users set id = 900 where id = ${id}`;
  expect((await taken()).map((row) => [row.what, row.rowId]).sort()).toEqual([
    ['row', String(id)],
    ['row', '900'],
  ]);
});

test('a key that changes in a savepoint is captured, among whatever its transaction wrote', async () => {
  const [ann, bob] = [await field.make('users', { email: 'ann@example.com' }), await field.make('users', { email: 'bob@example.com' })];
  await field.field`delete from outbound.changes`;
  await field.field.begin((sql) => sql.savepoint((inner) => inner`update users set id = 900 where id = ${ann}`));
  const rowIds = (await taken()).map(({ rowId }) => rowId);
  expect(rowIds).toEqual(expect.arrayContaining([String(ann), '900']));
  expect(rowIds).not.toContain(String(bob));
});

test('what a row was between two changes counts, also when it is again what it was', async () => {
  const id = await field.make('contacts', { project_id: 1, user_id: 2, roles: 'architect' });
  await field.field`delete from outbound.changes`;
  await field.field`update contacts set project_id = 3, roles = null where id = ${id}`;
  await field.field`update contacts set project_id = 1, roles = 'architect' where id = ${id}`;
  const changes = await taken();
  expect(changes.map(({ what }) => what)).toEqual(changes.map(() => 'row'));
  expect(new Set(changes.map(({ firstId }) => firstId))).toEqual(new Set(['1', '3']));
});

test('an update of a row that is gone by now is captured under what the row was', async () => {
  const id = await field.make('contacts', { project_id: 1, user_id: 2 });
  await field.field`delete from outbound.changes`;
  await field.field`update contacts set project_id = 3 where id = ${id}`;
  await field.field`delete from contacts where id = ${id}`;
  expect((await taken()).map(({ what, firstId }) => [what, firstId]).sort()).toEqual([
    ['row', '1'],
    ['row', '3'],
  ]);
});

test('dates that a session writes in another style are told apart', async () => {
  const id = await field.make('projects', { name: 'Tower', start_date: '2015-01-02' });
  await field.field`delete from outbound.changes`;
  const taker = await field.field.reserve();
  await field.field.begin(async (sql) => {
    await sql`set local datestyle = 'SQL, DMY'`;
    await sql`update projects set start_date = date '2015-02-01' where id = ${id}`;
  });
  await taker`set datestyle = 'SQL, MDY'`;
  await taker`begin`;
  const changes = await take(taker);
  await taker`commit`;
  await taker`reset datestyle`;
  taker.release();
  expect(changes).toMatchObject([{ tableName: 'projects', what: 'values', rowId: String(id) }]);
});

test('a trigger calls nothing that a session has put before what PostgreSQL has', async () => {
  const id = await field.make('projects', { name: 'Tower' });
  await field.field`delete from outbound.changes`;
  await field.field.begin(async (sql) => {
    await sql.unsafe(`
      create schema impostor;
      create function impostor.refuse(text, text) returns boolean language plpgsql as $$ begin raise 'called'; end $$;
      create operator impostor.= (leftarg = text, rightarg = text, function = impostor.refuse);
      create function impostor.refuse(integer, integer) returns boolean language plpgsql as $$ begin raise 'called'; end $$;
      create operator impostor.<= (leftarg = integer, rightarg = integer, function = impostor.refuse);
      create function impostor.age(xid) returns integer language plpgsql as $$ begin raise 'called'; end $$;
      create function impostor.current_setting(text, boolean) returns text language plpgsql as $$ begin raise 'called'; end $$;
      create function impostor.format(text, variadic text[]) returns text language plpgsql as $$ begin raise 'called'; end $$;
      create domain impostor.text as pg_catalog.text check (false);
      create domain impostor.date as pg_catalog.date check (false);
      create domain impostor.xid as pg_catalog.xid check (false);
      create domain impostor.regclass as pg_catalog.regclass check (false);
      set local search_path = impostor, pg_catalog, public;`);
    await sql.unsafe(`update projects set id = 900, name = 'Bridge' where id operator(pg_catalog.=) ${id}`);
    await sql.unsafe(`insert into projects (guid, name) values ('${guid('projects', 901)}', 'Quay')`);
    await sql.unsafe(`delete from projects where id operator(pg_catalog.=) 900`);
    await sql`set local search_path = public`;
    await sql`drop schema impostor cascade`;
  });
  expect(new Set((await taken()).map(({ rowId }) => rowId))).toContain(String(id));
});

test('install replaces the triggers of an older release, and leaves nothing of it', async () => {
  await field.field.unsafe(`
    create function outbound.capture_users() returns trigger language plpgsql as $$ begin raise 'called'; end $$;
    drop trigger outbound_update on users;
    create trigger outbound_update after update on users for each statement execute function outbound.capture_users();`);
  const id = await field.make('users', { email: 'ann@example.com' });
  await installCapture(field.field);
  await field.field`delete from outbound.changes`;
  await field.field`update users set job_title = 'Engineer' where id = ${id}`;
  expect(await taken()).toMatchObject([{ tableName: 'users', what: 'values', rowId: String(id) }]);
  expect(await field.field`select to_regproc('outbound.capture_users') is null as gone`).toEqual([{ gone: true }]);
});

test('TRUNCATE of a captured table is reported', async () => {
  await field.make('companies', { name: 'Acme' });
  await field.field`truncate companies`;
  expect((await captureStatus(field.field)).truncated).toEqual(['companies']);
});

test('a rolled back change leaves nothing, and a long transaction hides nothing of the others', async () => {
  await field.make('accounts', { name: 'Acme', is_trial: false });
  const account = guid('accounts', 1);
  await field.backfill(account);
  const long = await field.field.reserve();
  await long`begin`;
  await long`insert into companies ${long({ guid: guid('companies', 70), account_id: 1, name: 'Slow' })}`;
  await field.make('companies', { account_id: 1, name: 'Quick' });
  await converges(field);
  expect(field.hq.living('company').size).toBe(1);
  await long`commit`;
  long.release();
  await converges(field);
  expect(field.hq.living('company').size).toBe(2);
});

test('a transaction that began before install and commits after it is captured', async () => {
  await uninstallCapture(field.field);
  await field.make('accounts', { name: 'Acme', is_trial: false });
  const early = await field.field.reserve();
  await early`begin`;
  await early`insert into companies ${early({ guid: guid('companies', 70), account_id: 1, name: 'Early' })}`;
  const installing = installCapture(field.field);
  await until(
    async () =>
      (await field.field`select 1 from pg_trigger where tgrelid = 'accounts'::regclass and tgname = 'outbound_insert'`).length === 1,
    { timeoutMs: 10_000, what: 'triggers on accounts' },
  );
  await early`insert into users ${early({ guid: guid('users', 70), email: 'early@example.com' })}`;
  await early`commit`;
  early.release();
  await installing;
  await field.backfill(guid('accounts', 1));
  await field.backfill('unassigned');
  await converges(field);
  expect(field.hq.living('company').size).toBe(1);
  expect(field.hq.living('user').size).toBe(1);
});

/** Installs while a customer's transaction has written, and others write on: each of their writes would wait for its end, were install allowed to wait for a lock. Returns the longest, in milliseconds. */
async function installWhileOthersWrite(): Promise<number> {
  const holder = await field.field.reserve();
  await holder`begin`;
  await holder`insert into users ${holder({ guid: guid('users', 70), email: 'a@example.com' })}`;
  const installing = installCapture(field.field);
  const customer = openField(field.url, { max: 1 });
  let longest = 0;
  for (let write = 0; write < 20; write += 1) {
    const begun = performance.now();
    await customer`insert into users ${customer({ guid: guid('users', 100 + write), email: `${write}@example.com` })}`;
    longest = Math.max(longest, performance.now() - begun);
  }
  await holder`commit`;
  holder.release();
  await installing;
  await customer.end();
  return longest;
}

test("install does not make customers queue behind another customer's transaction", statesALimit, async () => {
  await uninstallCapture(field.field);
  expect(await installWhileOthersWrite()).toBeLessThan(1500);
});

test('install once more, as after an update, does not either while a transaction has captured something', statesALimit, async () => {
  expect(await installWhileOthersWrite()).toBeLessThan(1500);
});

test('install once more knows people afresh, also where the outbox was emptied by hand', async () => {
  const id = await field.make('users', { email: 'ann@example.com' });
  await field.drain();
  await field.field`update users set email = 'bea@example.com' where id = ${id}`;
  await field.field`truncate outbound.changes`;
  await installCapture(field.field);
  while ((await resolveChanges(field.field, 100)) > 0);
  expect(await field.field`select email_key from outbound.logins where user_id = ${id}`).toEqual([{ email_key: 'bea@example.com' }]);
});

test('install where capture was blind reads what was not seen, also after it was killed, and writes over nothing that was read since', async () => {
  const [ann, bob] = [await field.make('users', { email: 'ann@example.com' }), await field.make('users', { email: 'bob@example.com' })];
  while ((await resolveChanges(field.field, 100)) > 0);
  await field.field`alter table users disable trigger user`;
  await field.field`update users set email = 'unseen@example.com' where id = ${ann}`;
  const onStep = (step: string) => {
    if (step.startsWith('people')) throw new Error('killed');
  };
  await expect(installCapture(field.field, { onStep })).rejects.toThrow('killed');
  expect((await captureStatus(field.field)).blind).toEqual([]);
  const installing = installCapture(field.field);
  await field.field`update users set email = 'seen@example.com' where id = ${bob}`;
  await resolveChanges(field.field, 100);
  await installing;
  while ((await resolveChanges(field.field, 100)) > 0);
  const keys = await field.field<{ key: string }[]>`select email_key as key from outbound.logins order by user_id`;
  expect(keys.map(({ key }) => key)).toEqual(['unseen@example.com', 'seen@example.com']);
});

test('update_all of 10,000 rows in one statement arrives whole', async () => {
  // Only the update is captured: Field was filled before.
  await uninstallCapture(field.field);
  await field.make('accounts', { name: 'Acme', is_trial: false });
  await field.make('projects', { account_id: 1, name: 'Tower', start_date: '2015-01-01' });
  await field.field`insert into users (guid, email, status) select 'u' || n, n || '@example.com', 'active' from generate_series(1, 10000) n`;
  await field.field`insert into contacts (guid, project_id, user_id, status) select 'k' || id, 1, id, 'active' from users`;
  await field.field`analyze`;
  await installCapture(field.field);
  await field.backfill(guid('accounts', 1));
  await field.field`update contacts set roles = 'owner'`;
  await field.drain();
  expect(await field.field`select 1 from outbound.quarantine`).toHaveLength(0);
  expect([...field.hq.living('projectMember').values()].every((member) => String(member['roles']) === 'Owner')).toBe(true);
});

test('update_all is as quick in a session that has changed single rows before', { ...statesALimit, timeout: 180_000 }, async () => {
  await field.field`
    insert into users (guid, email) select lpad(n::text, 36, '0'), 'user' || n || '@example.com' from generate_series(1, 10000) n`;
  const updateAll = async (before: number) => {
    const session = await field.field.reserve();
    try {
      // Not of the sessions that have planned these statements already.
      await session`discard all`;
      for (let turn = 0; turn < before; turn += 1) await session`update users set job_title = 'one' || ${turn}::int where id = ${turn + 1}`;
      const begun = performance.now();
      await session`update users set job_title = ${`all ${begun}`}`;
      return performance.now() - begun;
    } finally {
      session.release();
    }
  };
  const fresh = await updateAll(0);
  const used = await updateAll(10);
  expect(used / fresh).toBeLessThan(8);
});

test('uninstall leaves Field as it was', async () => {
  const shape = () => field.field`
    select n.nspname, c.relname, c.relkind, (select count(*)::int from pg_trigger t where t.tgrelid = c.oid) as triggers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1, 2`;
  await uninstallCapture(field.field);
  const before = [...(await shape())];
  await installCapture(field.field);
  await installCapture(field.field);
  expect([...(await shape())]).not.toEqual(before);
  await uninstallCapture(field.field);
  expect([...(await shape())]).toEqual(before);
});

test('the planner knows the groups of identity once they are made', async () => {
  for (const email of ['ann@example.com', 'bob@example.com']) await field.make('users', { email });
  await field.make('companies', { name: 'Acme' });
  await uninstallCapture(field.field);
  await installCapture(field.field);
  const [stats] = await field.field`
    select (select null_frac from pg_stats where schemaname = 'outbound' and tablename = 'logins' and attname = 'person') as logins,
      (select null_frac from pg_stats where schemaname = 'outbound' and tablename = 'company_names' and attname = 'canonical') as companies`;
  expect(stats).toEqual({ logins: 0, companies: 0 });
});
