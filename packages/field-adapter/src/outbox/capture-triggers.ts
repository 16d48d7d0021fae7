import type { CapturedTable } from './captured-tables.ts';
import { imageOf } from './images.ts';

// A trigger only ever inserts into outbound.changes: it takes no lock that another transaction waits for, notifies nobody (a
// notification takes a lock at commit), and reads nothing but the rows of its own statement, unless that changes primary keys. An
// update leaves what its rows were: whether that matters to HQ is found out when it is taken (sift), not while customers wait.

/** What a captured table has a trigger for, called `outbound_` and this. */
export const captureEvents = ['insert', 'update', 'delete', 'truncate', 'key'] as const;
type Event = (typeof captureEvents)[number];

/** Statements that watch one table, one transaction: CREATE TRIGGER waits for the writers of this table alone. */
export function captureTable(table: CapturedTable): string {
  const { name } = table;
  const rows = (row: string) => `${insertInto}) select '${name}', 'row', ${row}.id, ${keptOf(table, row)} from`;
  const each = 'for each statement';
  return `
    ${releaseTable(table)}
    -- An older release had one function for all events.
    drop function if exists outbound.capture_${name}();
    ${watch(table, 'insert', `insert on ${name} referencing new table as new_rows ${each}`, `${rows('n')} new_rows n`)}
    ${watch(
      table,
      'update',
      `update on ${name} referencing old table as old_rows ${each}`,
      `${insertInto}, image) select '${name}', 'was', o.id, ${keptOf(table, 'o')}, ${imageOf(table, 'o')} from old_rows o`,
    )}
    ${watch(table, 'delete', `delete on ${name} referencing old table as old_rows ${each}`, `${rows('o')} old_rows o`)}
    ${watch(table, 'truncate', `truncate on ${name} ${each}`, `insert into outbound.truncations (table_name) values ('${name}')`)}
    -- A row that gets another primary key is new under it. Which rows got one is not said here: whatever this transaction, or a later one, wrote.
    ${watch(
      table,
      'key',
      `update of id on ${name} ${each}`,
      `execute pg_catalog.format($rows$
        ${rows('n')} %s n
        where pg_catalog.age(n.xmin) operator(pg_catalog.<=) pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)$rows$, tg_relid::pg_catalog.regclass)`,
    )}`;
}

/**
 * Of a table that is captured, what comes of updates when nobody takes what waits for long: those that change whom a row is, and no others. It
 * asks of each row, which costs large updates more.
 */
export function captureOnlyKeys(table: CapturedTable): string {
  const { name } = table;
  const keys = (row: string) => `row(${['id', ...table.row].map((column) => `${row}.${column}`).join(', ')})`;
  return `
    drop trigger if exists outbound_update on ${name};
    ${watch(
      table,
      'update',
      `update on ${name} for each row when (${keys('old')} is distinct from ${keys('new')})`,
      `${insertInto}, image) values ('${name}', 'was', old.id, ${keptOf(table, 'old')}, ${imageOf(table, 'old')})`,
    )}`;
}

const insertInto = 'insert into outbound.changes (table_name, what, row_id, first_id, second_id, guid';

/**
 * A trigger with a function of its own: one that asked for the event would ask in each write. It runs with the rights of whoever installed it
 * under the search path of whoever writes, so every name in it has its schema. It works also in sessions that replay changes of another server.
 */
function watch({ name }: CapturedTable, event: Event, when: string, statement: string): string {
  return `
    create or replace function outbound.capture_${name}_${event}() returns trigger language plpgsql security definer as $capture$
    begin
      if pg_catalog.current_setting('outbound.write_back', true) operator(pg_catalog.=) 'on' then return null; end if;
      ${statement};
      return null;
    end $capture$;
    create trigger outbound_${event} after ${when} execute function outbound.capture_${name}_${event}();
    alter table ${name} enable always trigger outbound_${event};`;
}

/** Ids of a row's parents, and its guid where that is kept. */
function keptOf(table: CapturedTable, row: string): string {
  const ids = [table.first, table.second].map((column) => (column === null ? 'null' : `${row}.${column}`));
  return [...ids, table.named === true ? `${row}.guid` : 'null'].join(', ');
}

export function releaseTable(table: CapturedTable): string {
  return captureEvents.map((event) => `drop trigger if exists outbound_${event} on ${table.name};`).join('\n');
}
