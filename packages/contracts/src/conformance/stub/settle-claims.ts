import type { Entity } from '../../v1/entities/index.ts';
import { candidateRows, letsGo } from './candidate-rows.ts';
import type { Claim, Refusal, Verdict } from './claims.ts';
import type { Row, Store } from './store.ts';

/*
 * Who may hold which unique value after a batch. In a swap each record may take its value only because the other lets go, so
 * every claim counts as accepted, claims that cannot hold are struck, and the rest is judged again until nothing changes.
 */

interface Situation {
  holder(index: number, key: string): Row | undefined;
  isDeleted(row: Row): boolean;
  writers: ReadonlyMap<Row, Claim>;
}

export function settleClaims(
  store: Store,
  entity: Entity,
  claims: readonly Claim[],
  deletions: ReadonlyMap<string, number>,
): Map<string, Verdict> {
  const holder = (index: number, key: string) => store.holder(entity, index, key);
  const isDeleted = (row: Row) => row.externalId !== null && (deletions.get(row.externalId) ?? -1) >= row.version;
  const rows = assignRows(claims, (claim, present) => candidateRows(store, entity, claim, present, isDeleted));
  const writers = new Map([...rows].map(([claim, row]) => [row, claim]));
  const situation: Situation = { holder, isDeleted, writers };
  const struck = strike(claims, situation);

  const verdicts = new Map<string, Verdict>();
  for (const claim of claims) {
    if (!claim.open) continue;
    const frees = claim.wanted.flatMap((key, index) => {
      const row = key === null ? undefined : holder(index, key);
      const writer = row === undefined ? undefined : writers.get(row);
      return row !== undefined && (writer === undefined || struck.has(writer)) ? [{ row, index }] : [];
    });
    verdicts.set(claim.externalId, struck.get(claim) ?? { kind: 'held', row: rows.get(claim) ?? null, frees });
  }
  return verdicts;
}

/** The row of every claim that has one: its own, else one that goes over to it. */
function assignRows(claims: readonly Claim[], candidates: (claim: Claim, present: ReadonlySet<string>) => Row[]): Map<Claim, Row> {
  const present = new Set(claims.map(({ externalId }) => externalId));
  const rows = new Map(claims.flatMap((claim) => (claim.row === null ? [] : [[claim, claim.row] as const])));
  const used = new Set(rows.values());
  for (const claim of claims) {
    if (!claim.open || claim.row !== null) continue;
    const row = candidates(claim, present).find((candidate) => !used.has(candidate));
    if (row === undefined) continue;
    used.add(row);
    rows.set(claim, row);
  }
  return rows;
}

function strike(claims: readonly Claim[], situation: Situation): Map<Claim, Refusal> {
  const struck = new Map<Claim, Refusal>();
  for (;;) {
    const alive = new Set(claims.filter((claim) => claim.open && !struck.has(claim)));
    const winners = winnersAmong(alive, situation);
    const refused = new Map<Claim, Refusal>();
    const lost = new Map<Claim, Refusal>();
    for (const claim of alive) {
      const refusal = refuse(claim, alive, situation);
      if (refusal !== undefined) {
        refused.set(claim, refusal);
        continue;
      }
      const index = claim.wanted.findIndex((key, at) => key !== null && winners.get(`${at} ${key}`) !== claim);
      const winner = index < 0 ? undefined : winners.get(`${index} ${claim.wanted[index]}`);
      if (winner !== undefined) lost.set(claim, { kind: 'taken', index, existingId: winner.externalId });
    }
    // A claim that lost to another of the batch is struck only when no winner can fall any more.
    const next = refused.size > 0 ? refused : lost;
    if (next.size === 0) return struck;
    for (const [claim, refusal] of next) struck.set(claim, refusal);
  }
}

/** Of the claims that want one key: the one whose row holds it now, else the first. */
function winnersAmong(alive: ReadonlySet<Claim>, { holder, writers }: Situation): Map<string, Claim> {
  const winners = new Map<string, Claim>();
  for (const claim of alive) {
    for (const [index, key] of claim.wanted.entries()) {
      const row = key === null ? undefined : holder(index, key);
      const keeps = row !== undefined && writers.get(row) === claim;
      if (key !== null && (keeps || !winners.has(`${index} ${key}`))) winners.set(`${index} ${key}`, claim);
    }
  }
  return winners;
}

/** Why a claim cannot have what it wants while the others stand as they do; a clash comes before a wait. */
function refuse(claim: Claim, alive: ReadonlySet<Claim>, situation: Situation): Refusal | undefined {
  let waits: Extract<Refusal, { kind: 'waits' }> | undefined;
  for (const [index, key] of claim.wanted.entries()) {
    const row = key === null ? undefined : situation.holder(index, key);
    const refusal = row === undefined ? undefined : refuseFor(claim, index, row, alive, situation);
    if (refusal?.kind === 'taken') return refusal;
    if (refusal !== undefined) waits = { ...refusal, holders: [...new Set([...(waits?.holders ?? []), ...refusal.holders])] };
  }
  return waits;
}

function refuseFor(claim: Claim, index: number, row: Row, alive: ReadonlySet<Claim>, situation: Situation): Refusal | undefined {
  const writer = situation.writers.get(row);
  if (writer === claim) return undefined;
  // A row is written by its own record, whatever that comes to; or by one that takes it over, while that stands; or by nobody.
  const isOwn = writer?.row === row;
  const isTakenOver = writer !== undefined && !isOwn && alive.has(writer);
  if (writer === undefined || !(isOwn || isTakenOver)) return refuseForUnwritten(claim, index, row, situation);
  const waits: Refusal = { kind: 'waits', index, holders: [writer.externalId] };
  const keeps = writer.wanted[index] === claim.wanted[index];
  // Both were sent afresh. One that unites the other contradicts it: they were read at different moments.
  if (keeps && claim.formerly.includes(writer.externalId)) return waits;
  // Who takes the row over may still fall; `lost` settles who of the two has the value.
  if (isTakenOver) return undefined;
  if (keeps) return { kind: 'taken', index, existingId: writer.externalId };
  return alive.has(writer) ? undefined : waits;
}

/** For a row that nobody of the batch writes. */
function refuseForUnwritten(claim: Claim, index: number, row: Row, { isDeleted }: Situation): Refusal | undefined {
  if (row.externalId === null) return { kind: 'taken', index, existingId: row.id };
  return isDeleted(row) || letsGo(row, claim, isDeleted) ? undefined : { kind: 'waits', index, holders: [row.externalId] };
}
