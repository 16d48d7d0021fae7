import type { Outcome } from '@hq-field/contracts';
import type { Fields, Outcomes, Upsert } from '../batch.ts';
import type { Join } from '../definitions/join.ts';
import type { KeptDeletion } from '../tombstones/tombstone-rows.ts';
import { applied, parentUnknown, rejected, stale, unchanged } from '../outcomes.ts';
import { type JoinSituation, keyOf, pairOf } from './read.ts';

/** What is to be written for the records of one join. */
export interface JoinDecision {
  outcomes: Outcomes;
  writes: JoinSituation[];
  /** Tombstones that end because the record is back. */
  lifted: KeptDeletion[];
}

/** Decides every record of one join. Pure. `written` names those that this batch has written. */
export function decideJoins(join: Join<Fields>, situations: readonly JoinSituation[], written: ReadonlySet<string>): JoinDecision {
  const decision: JoinDecision = { outcomes: new Map(), writes: [], lifted: [] };
  for (const situation of situations) {
    const { upsert, row } = situation;
    // A record of another name that has the same parents is not the one that was written.
    const isWritten = upsert.externalId === keyOf(join, upsert.data) && written.has(pairOf(row.leftId, row.rightId));
    const outcome = isWritten ? applied(upsert.externalId) : decideJoin(join, situation);
    decision.outcomes.set(upsert, outcome);
    if (isWritten || outcome.outcome !== 'applied') continue;
    decision.writes.push(situation);
    if (row.tombstoneVersion !== null) decision.lifted.push({ externalId: upsert.externalId, version: row.tombstoneVersion });
  }
  return decision;
}

function decideJoin(join: Join<Fields>, { upsert, row }: JoinSituation): Outcome {
  const { externalId, version, data } = upsert;
  const parents = keyOf(join, data);
  if (externalId !== parents)
    return rejected(externalId, 'value_refused', null, `The externalId of a ${join.entity} is its parents', ${parents}`, null);
  if (version < (row.tombstoneVersion ?? 0) || version < (row.version ?? 0)) return stale(externalId);
  const missing = join.missing(data, row);
  const [first] = missing;
  if (first !== undefined)
    return parentUnknown(
      externalId,
      first.field,
      missing.map(({ key }) => key),
    );
  return row.version === version && isSame(join, upsert, row) ? unchanged(externalId) : applied(externalId);
}

/** Whether HQ's row says what the record says. A company that HQ lacks is in no row, also in none that names no company. */
export function isSame(join: Join<Fields>, { data }: Upsert, row: JoinSituation['row']): boolean {
  const company = join.company?.(data) ?? null;
  if (company !== null && row.companyId === null) return false;
  if (join.company !== undefined && row.heldCompanyId !== row.companyId) return false;
  return join.stored.every(({ value }, index) => row.values[index] === value(data));
}
