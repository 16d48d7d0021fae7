import type { Outcome, RecordKey } from '@hq-field/contracts';
import type { Fields, Outcomes, Upsert } from '../batch.ts';
import type { Resource } from '../definitions/resource.ts';
import type { KeptDeletion } from '../tombstones/tombstone-rows.ts';
import { applied, parentUnknown, rejected, stale, unchanged, valueHeld } from '../outcomes.ts';
import type { Claim, FreedKey, Holdings, Refusal, Verdict } from './claims.ts';
import type { Situation } from './read.ts';
import type { HeldRow } from './rows.ts';
import { solveUniqueValues } from './solve-unique-values.ts';
import { letsGo } from './take-over.ts';

/** What is to be written for the records of one resource. */
export interface Decision {
  outcomes: Outcomes;
  writes: { upsert: Upsert; id: string; accountId: string | null }[];
  /** Rows that say what their record says, and only get its newer version; `seen` is the row's state by which that was read. */
  renewals: { externalId: string; id: string; seen: string; version: number }[];
  /** HQ rows that go over to another externalId before the writes. */
  rebinds: { row: HeldRow; to: string }[];
  /** Key columns cleared before the writes. */
  frees: FreedKey[];
  /** Tombstones that end because the record is back. */
  lifted: KeptDeletion[];
  /** People's rows that have become one with the row of this id. */
  unions: { row: HeldRow; into: string }[];
  /** Whether a row goes over to another account, or may. */
  moves: boolean;
}

/** What deciding needs besides the situations. */
export interface Surroundings {
  /** Rows bound to the externalIds of all `formerly`. */
  bound: ReadonlyMap<string, HeldRow>;
  /** Versions of this batch's tombstones of the resource. */
  tombstones: ReadonlyMap<string, number>;
  /** Records that must come first, for records that HQ cannot move yet. */
  waits: ReadonlyMap<Upsert, RecordKey[]>;
  newId(): string;
}

type Held = Extract<Verdict, { kind: 'held' }>;

/** Decides every record of one resource. Pure but for newId. */
export function decideResources(resource: Resource<Fields>, situations: readonly Situation[], surroundings: Surroundings): Decision {
  const decision: Decision = {
    outcomes: new Map(),
    writes: [],
    renewals: [],
    rebinds: [],
    frees: [],
    lifted: [],
    unions: [],
    moves: false,
  };
  const claims: Claim[] = [];
  const adopters = new Map<string, string>();
  for (const situation of situations) {
    const outcome = judgeAlone(resource, situation, surroundings) ?? adoptNamed(situation, adopters);
    if (outcome !== undefined) decision.outcomes.set(situation.upsert, outcome);
    // A stale state says nothing of what its record wants now.
    if (outcome?.outcome !== 'stale') claims.push(toClaim(resource, situation, outcome === undefined));
  }
  const holdings = holdingsOf(situations, surroundings);
  const verdicts = solveUniqueValues(claims, holdings);
  for (const situation of situations) {
    const { upsert } = situation;
    if (decision.outcomes.has(upsert)) continue;
    const verdict = verdicts.get(upsert.externalId);
    if (verdict === undefined) throw new Error('A record was judged by nobody.');
    if (verdict.kind === 'held') decision.outcomes.set(upsert, accept(resource, situation, verdict, surroundings, decision));
    else decision.outcomes.set(upsert, refusal(resource, upsert, verdict));
  }
  if (resource.entity === 'user') addUnions(claims, verdicts, holdings, decision);
  return decision;
}

/** Rows of former records that are left beside the row of the record which unites them. */
function addUnions(claims: readonly Claim[], verdicts: ReadonlyMap<string, Verdict>, holdings: Holdings, decision: Decision): void {
  const present = new Set(claims.map(({ externalId }) => externalId));
  for (const claim of claims) {
    const verdict = verdicts.get(claim.externalId);
    const into = verdict?.kind === 'held' ? (claim.rowId ?? verdict.row?.id) : undefined;
    if (into === undefined) continue;
    const rows = claim.formerly.flatMap((externalId) => (present.has(externalId) ? [] : (holdings.bound(externalId) ?? [])));
    decision.unions.push(...rows.filter((row) => row.id !== into && letsGo(row, claim, holdings)).map((row) => ({ row, into })));
  }
}

/** Adds to the decision what a record needs that may have what it wants: nothing, its newer version alone, or all of it. */
function accept(resource: Resource<Fields>, situation: Situation, verdict: Held, surroundings: Surroundings, decision: Decision): Outcome {
  const { upsert, own, tombstone } = situation;
  const { externalId, version } = upsert;
  if (own?.isSame === true && own.version === version) return unchanged(externalId);
  if (own?.isSame === true && tombstone === null) decision.renewals.push({ externalId, id: own.id, seen: own.seen, version });
  else addWrite(resource, situation, verdict, surroundings, decision);
  return applied(externalId);
}

/** Adds the whole record: to its own row, to one that goes over to it, or to a new one. */
function addWrite(
  resource: Resource<Fields>,
  { upsert, own, named, tombstone, accountId }: Situation,
  verdict: Held,
  { newId }: Surroundings,
  decision: Decision,
): void {
  const { externalId, data } = upsert;
  const goesOver = own === null ? (named ?? verdict.row) : null;
  if (goesOver !== null) decision.rebinds.push({ row: goesOver, to: externalId });
  if (tombstone !== null) decision.lifted.push({ externalId, version: tombstone.version });
  decision.frees.push(...verdict.frees);
  const row = own ?? goesOver;
  // The account of a row that a unique value has found is not known: it may be another one. People are of no account.
  const from = own ?? named;
  if (resource.account && row !== null && (from === null || from.accountId !== accountId)) decision.moves = true;
  decision.writes.push({ upsert, id: row?.id ?? resource.hqId?.(data) ?? tombstone?.hqId ?? newId(), accountId });
}

/** What can be said of a record without looking at the unique values of others; undefined when it may go on. */
function judgeAlone(resource: Resource<Fields>, { upsert, own, named, tombstone, accountId }: Situation, { waits }: Surroundings) {
  const { externalId, version, data } = upsert;
  if (version < (tombstone?.version ?? 0) || version < (own?.version ?? 0)) return stale(externalId);
  const account = resource.account?.(data);
  if (account !== undefined && accountId === null)
    return parentUnknown(externalId, 'account', [{ entity: 'account', externalId: account }]);
  const hqId = resource.hqId?.(data) ?? null;
  if (hqId !== null && own?.id !== hqId) {
    if (named === null) {
      // The id of a row that this very record's tombstone deleted is known: the record comes back to it.
      if (own !== null || tombstone?.hqId !== hqId)
        return rejected(externalId, 'hq_id_unknown', 'hqId', `HQ has no ${resource.entity} of the id ${hqId}`, null);
    } else if (named.externalId !== null) {
      return rejected(externalId, 'hq_id_taken', 'hqId', `The HQ row ${hqId} belongs to another record`, named.externalId);
    } else if (own !== null) {
      return rejected(externalId, 'hq_id_taken', 'hqId', `This record is the HQ row ${own.id} already`, externalId);
    }
  }
  const waitsFor = waits.get(upsert);
  return waitsFor === undefined ? undefined : parentUnknown(externalId, 'account', waitsFor);
}

/** An unbound row that several records of the batch name goes to the first of them; `adopters` says who that is, by the id of the row. */
function adoptNamed({ upsert: { externalId }, own, named }: Situation, adopters: Map<string, string>): Outcome | undefined {
  if (own !== null || named === null) return undefined;
  const first = adopters.get(named.id);
  if (first !== undefined)
    return rejected(
      externalId,
      'hq_id_taken',
      'hqId',
      `Another record of the batch names the HQ row ${named.id} too, and came first`,
      first,
    );
  adopters.set(named.id, externalId);
  return undefined;
}

function toClaim(resource: Resource<Fields>, { upsert, own, named, wanted }: Situation, open: boolean): Claim {
  const rowId = own?.id ?? (open ? (named?.id ?? null) : null);
  return { externalId: upsert.externalId, version: upsert.version, rowId, wanted, formerly: resource.formerly?.(upsert.data) ?? [], open };
}

function holdingsOf(situations: readonly Situation[], { bound, tombstones }: Surroundings) {
  const holders: Map<string, HeldRow>[] = [];
  for (const { wanted, holders: rows } of situations) {
    wanted.forEach((key, index) => {
      const row = rows[index];
      if (key !== null && row) (holders[index] ??= new Map()).set(key, row);
    });
  }
  return {
    holder: (index: number, key: string) => holders[index]?.get(key),
    bound: (externalId: string) => bound.get(externalId),
    isDeleted: (row: HeldRow) => row.externalId !== null && (tombstones.get(row.externalId) ?? -1) >= row.version,
  };
}

function refusal(resource: Resource<Fields>, { entity, externalId }: Upsert, verdict: Refusal) {
  const value = resource.uniqueValues[verdict.index];
  if (value === undefined) throw new Error('A verdict names a unique value that the resource lacks.');
  if (verdict.kind === 'waits') {
    const waitsFor = verdict.holders.map((holder) => ({ entity, externalId: holder }));
    return valueHeld(externalId, value.field, `Another ${entity} holds this ${value.field}; send both in one batch`, waitsFor);
  }
  return rejected(externalId, value.taken, value.field, `Another ${entity} has this ${value.field}`, verdict.existingId);
}
