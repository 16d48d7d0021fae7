import type { FieldSession } from '../field-db/open-field.ts';

/** One captured row: row = its keys, parents or life changed; money = what other records price by; values = anything else. */
export interface Change {
  tableName: string;
  what: 'row' | 'money' | 'values';
  rowId: string;
  firstId: string | null;
  secondId: string | null;
  /** Of a row of accounts or projects. */
  guid: string | null;
  /** The trace of its transaction. */
  traceparent: string | null;
}

export interface TakenChanges {
  changes: readonly Change[];
  /** When the first of them was captured. */
  since: Date | null;
}

/** Keeps two resolvers from grouping the same people at once. Held until the transaction ends. */
export const resolverLock = 7_340_021;

/**
 * Takes captured rows out of the table, in any order: what is not committed yet is not seen, and is taken later. Takes none while another
 * host resolves. What this transaction commits need not wait for the disk.
 */
export async function takeChanges(sql: FieldSession, limit: number): Promise<TakenChanges> {
  const rows = await sql<(Change & { capturedAt: Date })[]>`
    with turn as materialized (select pg_try_advisory_xact_lock(${resolverLock}) as held, set_config('synchronous_commit', 'off', true))
    delete from outbound.changes where ctid = any (array(select c.ctid from turn, outbound.changes c where turn.held limit ${limit} for update of c skip locked))
    returning table_name as "tableName", what, row_id as "rowId", first_id as "firstId", second_id as "secondId", guid, traceparent, captured_at as "capturedAt"`;
  const since = rows.reduce<Date | null>((first, row) => (first === null || row.capturedAt < first ? row.capturedAt : first), null);
  return { changes: rows, since };
}

export function changesOf(taken: TakenChanges, table: string): Change[] {
  return taken.changes.filter((change) => change.tableName === table);
}

/** Distinct local ids, each once. Only for changes whose parents are not asked for in the same order. */
export function idsOf(changes: readonly Change[]): string[] {
  return changes.map((change) => change.rowId);
}
