import type postgres from 'postgres';
import { createAdministeredByHqTable } from '../authority/administered-by-hq.ts';
import type { FieldSession } from '../field-db/open-field.ts';
import type { IdentitySchema } from '../field-db/records.ts';
import { createProvisionedTable } from '../provisioning/provisioned.ts';
import { createTouchedLog } from '../touched-log/follow-touches.ts';

/** Everything that is added to the Field database, in one schema. Idempotent. */
export async function createOutboundSchema(sql: FieldSession): Promise<void> {
  await sql.unsafe(`
    create schema if not exists outbound;
    -- Captured changes, written in the transaction of the change. No index: rows are taken in any order and soon.
    create table if not exists outbound.changes (
      table_name text not null,
      what text not null,
      row_id bigint,
      first_id bigint,
      second_id bigint,
      captured_at timestamptz not null default clock_timestamp()
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
    create table if not exists outbound.truncations (table_name text not null, at timestamptz not null default clock_timestamp());
    -- Whether it is known that nobody can say any more what was changed since (followTouches).
    alter table outbound.truncations add column if not exists noted boolean not null default false;
    -- Records to send. A record waits once; while it is claimed, a newer change makes a second row.
    create table if not exists outbound.touches (
      id bigint generated always as identity primary key,
      entity text not null,
      external_id text collate "C" not null,
      account text collate "C",
      captured_at timestamptz not null,
      claimed_by uuid,
      claimed_until timestamptz
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
    -- Records that the migration looks at once more by itself; changes of Field's users go before them.
    alter table outbound.touches add column if not exists again boolean not null default false;
    -- Traces of the changes that the record waits for.
    alter table outbound.touches add column if not exists traceparents text[];
    create index if not exists touches_order on outbound.touches (again, id);
    create unique index if not exists touches_waiting on outbound.touches (entity, external_id, account) nulls not distinct where claimed_by is null;
    create sequence if not exists outbound.versions as bigint start 1;
    create table if not exists outbound.quarantine (
      entity text not null,
      external_id text collate "C" not null,
      account text collate "C",
      version bigint not null,
      code text not null,
      field text,
      message text not null,
      blocker_entity text,
      blocker_external_id text collate "C",
      since timestamptz not null default clock_timestamp(),
      times int not null default 1,
      primary key (entity, external_id)
    );
    create index if not exists quarantine_blocker on outbound.quarantine (blocker_entity, blocker_external_id) where blocker_entity is not null;
    create index if not exists quarantine_account on outbound.quarantine (account);
    -- Names that logins and companies had before, and accounts that projects were in, by local id: a join that is gone may still stand under one of them at HQ.
    create table if not exists outbound.former_names (entity text not null, row_id bigint not null, name text collate "C" not null, primary key (entity, row_id, name));
    -- Records that were sent while their account was planned: their changes are never dropped. Likewise projects that moved to another account, as movedProject: HQ may have them
    -- from there.
    create table if not exists outbound.sent_ahead (entity text not null, external_id text collate "C" not null, primary key (entity, external_id));`);
  await createProvisionedTable(sql);
  await createAdministeredByHqTable(sql);
  await createTouchedLog(sql);
  await createIdentityTables(sql, 'outbound');
}

/**
 * Columns of outbound.changes that an older install lacks. A statement of its own, because it waits for every transaction of Field that has
 * captured something, and customers queue behind it. The trace of a change is what its transaction has set; the default keeps it, so that
 * triggers do nothing more, and whether it is one is looked at when it is taken.
 */
export const columnsOfChanges = `
  -- The guid of a row of accounts or projects: once it is deleted, nothing else names its record.
  alter table outbound.changes add column if not exists guid text,
    -- What a row was before an update (imageOf).
    add column if not exists image text[],
    add column if not exists traceparent text, alter column traceparent set default current_setting('outbound.traceparent', true);`;

/** Which rows are one person or one company, kept because Field has no index by normalised e-mail or name. */
export async function createIdentityTables(sql: FieldSession, schema: IdentitySchema): Promise<void> {
  const table = (name: string): postgres.Fragment => sql`${sql(schema)}.${sql(name)}`;
  const temporary = schema === 'pg_temp';
  await sql`
    create table if not exists ${table('logins')} (
      user_id bigint primary key,
      guid text collate "C" not null,
      email_key text collate "C",
      uid text collate "C",
      living boolean not null,
      -- guid of the person's canonical login; of a login that lives no more: the person that it was part of
      person text collate "C",
      conflict boolean not null default false
    )`;
  await sql`
    create table if not exists ${table('company_names')} (
      company_id bigint primary key,
      guid text collate "C" not null,
      account_id bigint,
      name_key text collate "C",
      living boolean not null,
      canonical text collate "C"
    )`;
  await sql`create table if not exists ${table('address_owners')} (address_id bigint not null, owner text not null, owner_id bigint not null, primary key (owner, owner_id))`;
  const indexes: [string, string, string][] = [
    ['logins', 'logins_email_key', 'email_key'],
    ['logins', 'logins_uid', 'uid'],
    ['logins', 'logins_person', 'person'],
    ['logins', 'logins_guid', 'guid'],
    ['company_names', 'company_names_name', 'account_id, name_key'],
    ['company_names', 'company_names_canonical', 'canonical'],
    ['company_names', 'company_names_guid', 'guid'],
    ['address_owners', 'address_owners_address', 'address_id'],
  ];
  for (const [name, index, columns] of indexes) {
    if (temporary) await sql`create index on ${table(name)} (${sql.unsafe(columns)})`;
    else await sql`create index if not exists ${sql(index)} on ${table(name)} (${sql.unsafe(columns)})`;
  }
}
