import { parseTraceparent } from '@hq-field/traces';
import type postgres from 'postgres';
import type { FieldSession } from '../field-db/open-field.ts';
import { touch } from './touches.ts';

/** One changed row: row = its keys, parents or life changed; money = what other records price by; values = anything else. */
export interface Change {
  tableName: string;
  what: 'row' | 'money' | 'values';
  rowId: string;
  firstId: string | null;
  secondId: string | null;
  /** Of a row of accounts or projects. */
  guid: string | null;
  /** Whether an update gave that row another guid: this is the one that it had, and the row was not deleted. */
  isRenamed: boolean;
  /** The trace of its transaction. */
  traceparent: string | null;
}

export interface TakenChanges {
  /** Captured rows that were taken, also those that changed nothing of what HQ is told. */
  rows: number;
  changes: readonly Change[];
  /** When the first of them was captured. */
  since: Date | null;
  /** Records that are being put into the outbox (`put`). */
  putting: Promise<unknown>[];
}

/** Keeps two resolvers from grouping the same people at once. Held until the transaction ends. */
export const resolverLock = 7_340_021;

/**
 * Takes captured rows out of the table, not always the first of them: what is not committed yet is not seen, and is taken later. Takes none while another
 * host resolves, nor outside a transaction: it is asked together with BEGIN, which may fail. What this transaction commits need not wait for the disk.
 */
export async function takeChanges(sql: FieldSession, limit: number): Promise<TakenChanges> {
  const marking = sql`select set_config('outbound.is_taking', 'yes', true)`;
  marking.catch(() => {});
  const rows = await sql<(Omit<Change, 'what' | 'isRenamed'> & { what: Change['what'] | 'renamed' | 'same'; capturedAt: Date })[]>`
    select table_name as "tableName", what, row_id as "rowId", first_id as "firstId", second_id as "secondId", guid, traceparent, captured_at as "capturedAt"
    from outbound.take_changes(case when current_setting('outbound.is_taking', true) = 'yes' then ${limit}::integer else 0 end) order by captured_at`;
  const changes = rows.flatMap(({ what, ...row }) => {
    if (what === 'same') return [];
    const isRenamed = what === 'renamed';
    return [{ ...row, what: isRenamed ? 'row' : what, isRenamed, traceparent: traceOf(row.traceparent) }];
  });
  const since = changes.reduce<Date | null>((first, row) => (first === null || row.capturedAt < first ? row.capturedAt : first), null);
  return { rows: rows.length, changes, since, putting: [] };
}

/**
 * Puts records into the outbox as `touch` does, and does not wait for it: a session runs its statements in their order, and only the end of
 * the transaction needs the answers.
 */
export function put(sql: FieldSession, taken: TakenChanges, records: postgres.Fragment): void {
  const putting = touch(sql, taken.since, records);
  putting.catch(() => {});
  taken.putting.push(putting);
}

/** Whatever else than a traceparent Field has set is none. */
function traceOf(set: string | null): string | null {
  return parseTraceparent(set ?? undefined) === null ? null : set;
}

export function changesOf(taken: TakenChanges, table: string): Change[] {
  return taken.changes.filter((change) => change.tableName === table);
}

/** Local ids in the order of the changes, one each; not distinct. */
export function idsOf(changes: readonly Change[]): string[] {
  return changes.map((change) => change.rowId);
}
