import type { CapturedTable } from './captured-tables.ts';

// A trigger only ever inserts into outbound.changes: it takes no lock that another transaction waits for, notifies nobody (a
// notification takes a lock at commit), and reads nothing but the rows of its own statement.

/** Statements that watch one table, one transaction: CREATE TRIGGER waits for the writers of this table alone. */
export function captureTable(table: CapturedTable): string {
  const name = `capture_${table.name}`;
  return `
    create or replace function outbound.${name}() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $capture$
    begin
      if current_setting('outbound.write_back', true) = 'on' then return null; end if;
      if tg_op = 'UPDATE' then
${updateStatement(table)}
      elsif tg_op = 'INSERT' then
${imageStatement(table, 'new_rows')}
      elsif tg_op = 'DELETE' then
${imageStatement(table, 'old_rows')}
      else
        insert into outbound.truncations (table_name) values ('${table.name}');
      end if;
      return null;
    end $capture$;
    drop trigger if exists outbound_insert on ${table.name};
    drop trigger if exists outbound_update on ${table.name};
    drop trigger if exists outbound_delete on ${table.name};
    drop trigger if exists outbound_truncate on ${table.name};
    create trigger outbound_insert after insert on ${table.name} referencing new table as new_rows for each statement execute function outbound.${name}();
    create trigger outbound_update after update on ${table.name} referencing old table as old_rows new table as new_rows for each statement execute function outbound.${name}();
    create trigger outbound_delete after delete on ${table.name} referencing old table as old_rows for each statement execute function outbound.${name}();
    create trigger outbound_truncate after truncate on ${table.name} for each statement execute function outbound.${name}();
    -- Also for sessions that replay changes of another server.
    alter table ${table.name} enable always trigger outbound_insert, enable always trigger outbound_update, enable always trigger outbound_delete, enable always trigger outbound_truncate;`;
}

function imageStatement(table: CapturedTable, rows: string): string {
  return `
        insert into outbound.changes (table_name, what, row_id, first_id, second_id, guid)
        select '${table.name}', 'row', id, ${table.first ?? 'null::bigint'}, ${table.second ?? 'null::bigint'}, ${guidOf(table, '')} from ${rows};`;
}

function guidOf(table: CapturedTable, row: string): string {
  return table.named === true ? `${row}guid::text` : 'null::text';
}

/**
 * New images of what changed, and old images where the parents changed: the records of both parents are touched. A full join, because a primary
 * key may change (then the old row is gone and the new one is new), and because it is never a nested loop: a session keeps the plan that it
 * made for a single row, and would take hours over an update of all rows.
 */
function updateStatement(table: CapturedTable): string {
  const of = (columns: readonly string[], row: string) => `row(${columns.map((column) => `${row}.${column}`).join(', ')})`;
  const differ = (columns: readonly string[]) =>
    columns.length === 0 ? 'false' : `${of(columns, 'o')} is distinct from ${of(columns, 'n')}`;
  const money = table.money ?? [];
  const parents = [table.first, table.second].filter((column) => column !== null);
  const ids = (row: string) =>
    [table.first, table.second].map((column) => (column === null ? 'null::bigint' : `${row}.${column}`)).join(', ');
  const isNewChanged = `o.id is null or ${differ([...table.row, ...money, ...table.values])}`;
  // Without parents a row has one image: the new one, or the old one of a key that is gone.
  const images =
    parents.length === 0
      ? `cross join lateral (select n.id is not null as is_new, coalesce(n.id, o.id) as id, ${ids('n')}, ${table.named === true ? 'coalesce(n.guid, o.guid)::text' : 'null::text'}) i (is_new, id, first_id, second_id, guid)
        where n.id is null or ${isNewChanged}`
      : `cross join lateral (values (true, n.id, ${ids('n')}, ${guidOf(table, 'n.')}), (false, o.id, ${ids('o')}, ${guidOf(table, 'o.')})) i (is_new, id, first_id, second_id, guid)
        where i.id is not null and case when i.is_new then ${isNewChanged} else n.id is null or ${differ(parents)} end`;
  return `
        insert into outbound.changes (table_name, what, row_id, first_id, second_id, guid)
        select '${table.name}', case when not i.is_new or o.id is null or ${differ(table.row)} then 'row' when ${differ(money)} then 'money' else 'values' end,
          i.id, i.first_id, i.second_id, i.guid
        from new_rows n full join old_rows o on o.id = n.id
        ${images};`;
}

export function releaseTable(table: CapturedTable): string {
  return ['insert', 'update', 'delete', 'truncate'].map((event) => `drop trigger if exists outbound_${event} on ${table.name};`).join('\n');
}
