import { type FieldDatabase, legacyTables } from '../field-db/open-field.ts';
import { capturedTables } from '../outbox/captured-tables.ts';

/** Columns that HQ's ids are written back into. */
const writtenBack = { accounts: 'hq_account_identifier', projects: 'hq_identifier' } as const;

/**
 * What the role lacks in Field's database; empty when it may do everything. Before capture is installed it must own the captured tables,
 * since only an owner may make triggers that fire always; afterwards much less is enough.
 */
export async function missingRights(field: FieldDatabase): Promise<string[]> {
  const [database] = await field<{ creates: boolean; temporary: boolean; sees: boolean; installed: boolean; enters: boolean }[]>`
    select has_database_privilege(current_database(), 'create') as creates, has_database_privilege(current_database(), 'temporary') as temporary,
      pg_has_role('pg_read_all_stats', 'usage') as sees, to_regnamespace('outbound') is not null as installed,
      to_regnamespace('outbound') is null or has_schema_privilege(to_regnamespace('outbound')::oid, 'usage') as enters`;
  const rows = await field<{ name: string; reads: boolean; owns: boolean; hides: boolean }[]>`
    select relname as name, has_table_privilege(oid, 'select') as reads, pg_has_role(relowner, 'usage') as owns, row_security_active(oid) as hides
    from pg_class where relnamespace = to_regnamespace('public') and relkind in ('r', 'p') and relname = any(${legacyTables}::text[]) order by relname`;
  const captured = new Set<string>(capturedTables.map(({ name }) => name));
  const columns = await field<{ name: string; writes: boolean }[]>`
    select t || '.' || c as name, has_column_privilege(t, c, 'update') as writes
    from unnest(${Object.keys(writtenBack)}::text[], ${Object.values(writtenBack)}::text[]) as w (t, c)`;
  const outbound = !database?.installed
    ? []
    : await field<{ name: string }[]>`
        select relname as name from pg_class c
        where relnamespace = to_regnamespace('outbound') and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'i')
          -- Of several rights in one text any one would do.
          and case relkind
            when 'r' then not (select bool_and(has_table_privilege(c.oid, p)) from unnest('{select,insert,update,delete}'::text[]) p)
            when 'S' then not (select bool_and(has_sequence_privilege(c.oid, p)) from unnest('{select,update}'::text[]) p)
            else false end
        order by relname`;
  return [
    ...(database?.temporary ? [] : ['temporary on the database']),
    ...(database?.sees ? [] : ['membership in pg_read_all_stats, to see the load of others']),
    ...rows.filter((row) => !row.reads).map((row) => `select on ${row.name}`),
    ...rows.filter((row) => row.hides).map((row) => `bypassrls, because a policy hides rows of ${row.name}`),
    ...columns.filter((column) => !column.writes).map((column) => `update on ${column.name}`),
    ...(database?.enters ? [] : ['usage on the schema outbound']),
    ...outbound.map(({ name }) => `reading and writing outbound.${name}`),
    ...(database?.installed || database?.creates ? [] : ['create on the database, to install capture']),
    ...(database?.installed
      ? []
      : rows.filter((row) => captured.has(row.name) && !row.owns).map((row) => `ownership of ${row.name}, to install capture`)),
  ];
}

/**
 * The role of least privilege that works when capture is installed, as SQL for the owner of Field's tables. Installing and uninstalling
 * are done as that owner. `bypassesPolicies`: policies hide rows of these tables from other roles.
 */
export function roleForField(role: string, database: string, { bypassesPolicies = false } = {}): string[] {
  const to = `to ${quote(role)}`;
  return [
    `create role ${quote(role)} login${bypassesPolicies ? ' bypassrls' : ''} password '...';`,
    `grant connect, temporary on database ${quote(database)} ${to};`,
    `grant usage on schema public, outbound ${to};`,
    `grant select on ${legacyTables.map(quote).join(', ')} ${to};`,
    ...Object.entries(writtenBack).map(([table, column]) => `grant update (${quote(column)}) on ${quote(table)} ${to};`),
    `grant select, insert, update, delete on all tables in schema outbound ${to};`,
    `grant usage, select, update on all sequences in schema outbound ${to};`,
    `grant pg_read_all_stats ${to};`,
  ];
}

/** Whether a table that is read has policies for its rows. */
export async function hasPolicies(field: FieldDatabase): Promise<boolean> {
  const [row] = await field<{ has: boolean }[]>`
    select coalesce(bool_or(relrowsecurity), false) as has from pg_class
    where relnamespace = to_regnamespace('public') and relname = any(${legacyTables}::text[])`;
  return row?.has === true;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
