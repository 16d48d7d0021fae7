import type { CapturedTable } from './captured-tables.ts';

// A trigger only ever inserts into outbound.changes: it takes no lock that another transaction waits for, notifies nobody (a
// notification takes a lock at commit), and reads nothing but the rows of its own statement. A session plans its statements once, often for
// a single row; old and new rows are then joined by hash all the same, because a nested loop over an update of all rows would take hours.

/** Statements that watch one table, one transaction: CREATE TRIGGER waits for the writers of this table alone. */
export function captureTable(table: CapturedTable): string {
  const name = `capture_${table.name}`;
  return `
    create or replace function outbound.${name}() returns trigger language plpgsql security definer
      set search_path = pg_catalog, public, pg_temp set enable_nestloop = off as $capture$
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

/** New images of what changed, and old images where the parents changed: the records of both parents are touched. */
function updateStatement(table: CapturedTable): string {
  const of = (columns: readonly string[], row: string) => `row(${columns.map((column) => `${row}.${column}`).join(', ')})`;
  const differ = (columns: readonly string[]) =>
    columns.length === 0 ? 'false' : `${of(columns, 'o')} is distinct from ${of(columns, 'n')}`;
  const money = table.money ?? [];
  const parents = [table.first, table.second].filter((column) => column !== null);
  // A full join, because a primary key may change: then the old row is gone and the new one is new.
  return `
        insert into outbound.changes (table_name, what, row_id, first_id, second_id, guid)
        select '${table.name}', case when o.id is null or ${differ(table.row)} then 'row' when ${differ(money)} then 'money' else 'values' end,
          n.id, ${table.first === null ? 'null::bigint' : `n.${table.first}`}, ${table.second === null ? 'null::bigint' : `n.${table.second}`}, ${guidOf(table, 'n.')}
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or ${differ([...table.row, ...money, ...table.values])}
        union all
        select '${table.name}', 'row', o.id, ${table.first === null ? 'null::bigint' : `o.${table.first}`}, ${table.second === null ? 'null::bigint' : `o.${table.second}`}, ${guidOf(table, 'o.')}
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or ${differ(parents)};`;
}

export function releaseTable(table: CapturedTable): string {
  return ['insert', 'update', 'delete', 'truncate'].map((event) => `drop trigger if exists outbound_${event} on ${table.name};`).join('\n');
}
