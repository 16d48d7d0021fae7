import type { CapturedTable } from './captured-tables.ts';
import { imageOf } from './images.ts';

// A trigger only ever inserts into outbound.changes: it takes no lock that another transaction waits for, notifies nobody (a
// notification takes a lock at commit), and reads nothing but the rows of its own statement, unless that changes primary keys. An
// update leaves what its rows were: whether that matters to HQ is found out when it is taken (sift), not while customers wait.

const events = ['insert', 'update', 'delete', 'truncate', 'key'];
/** Functions run with the rights of whoever installed them under the search path of whoever writes: every name in them has its schema. */
const header = 'returns trigger language plpgsql security definer as $capture$';
const unlessWrittenBack =
  "if pg_catalog.current_setting('outbound.write_back', true) operator(pg_catalog.=) 'on' then return null; end if;";

/** Statements that watch one table, one transaction: CREATE TRIGGER waits for the writers of this table alone. */
export function captureTable(table: CapturedTable): string {
  const { name } = table;
  const target = 'insert into outbound.changes (table_name, what, row_id, first_id, second_id, guid';
  const changed = (row: string) => `${target}) select '${name}', 'row', ${row}.id, ${keptOf(table, row)} from`;
  const trigger = (event: string, what: string, procedure = `capture_${name}`) =>
    `create trigger outbound_${event} after ${what} for each statement execute function outbound.${procedure}();`;
  return `
    create or replace function outbound.capture_${name}() ${header}
    begin
      ${unlessWrittenBack}
      if tg_op operator(pg_catalog.=) 'UPDATE' then
        ${target}, image) select '${name}', 'was', o.id, ${keptOf(table, 'o')}, ${imageOf(table, 'o')} from old_rows o;
      elsif tg_op operator(pg_catalog.=) 'INSERT' then
        ${changed('n')} new_rows n;
      elsif tg_op operator(pg_catalog.=) 'DELETE' then
        ${changed('o')} old_rows o;
      else
        insert into outbound.truncations (table_name) values ('${name}');
      end if;
      return null;
    end $capture$;
    -- A row that gets another primary key is new under it. Which rows got one is not said here: whatever this transaction, or a later one, wrote.
    create or replace function outbound.capture_${name}_key() ${header}
    begin
      ${unlessWrittenBack}
      execute pg_catalog.format($rows$
        ${changed('n')} %s n
        where pg_catalog.age(n.xmin) operator(pg_catalog.<=) pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)$rows$, tg_relid::pg_catalog.regclass);
      return null;
    end $capture$;
    ${releaseTable(table)}
    ${trigger('insert', `insert on ${name} referencing new table as new_rows`)}
    ${trigger('update', `update on ${name} referencing old table as old_rows`)}
    ${trigger('delete', `delete on ${name} referencing old table as old_rows`)}
    ${trigger('truncate', `truncate on ${name}`)}
    ${trigger('key', `update of id on ${name}`, `capture_${name}_key`)}
    -- Also for sessions that replay changes of another server.
    alter table ${name} ${events.map((event) => `enable always trigger outbound_${event}`).join(', ')};`;
}

/**
 * Of a table that is captured, what comes of updates when nobody takes what waits for long: those that change whom a row is, and no others. It
 * asks of each row, which costs large updates more.
 */
export function captureOnlyKeys(table: CapturedTable): string {
  const { name } = table;
  const keys = (row: string) => `row(${['id', ...table.row].map((column) => `${row}.${column}`).join(', ')})`;
  return `
    create or replace function outbound.capture_${name}_row() ${header}
    begin
      ${unlessWrittenBack}
      insert into outbound.changes (table_name, what, row_id, first_id, second_id, guid, image)
      values ('${name}', 'was', old.id, ${keptOf(table, 'old')}, ${imageOf(table, 'old')});
      return null;
    end $capture$;
    drop trigger if exists outbound_update on ${name};
    create trigger outbound_update after update on ${name} for each row when (${keys('old')} is distinct from ${keys('new')})
    execute function outbound.capture_${name}_row();
    alter table ${name} enable always trigger outbound_update;`;
}

/** Ids of a row's parents, and its guid where that is kept. */
function keptOf(table: CapturedTable, row: string): string {
  const ids = [table.first, table.second].map((column) => (column === null ? 'null' : `${row}.${column}`));
  return [...ids, table.named === true ? `${row}.guid` : 'null'].join(', ');
}

export function releaseTable(table: CapturedTable): string {
  return events.map((event) => `drop trigger if exists outbound_${event} on ${table.name};`).join('\n');
}
