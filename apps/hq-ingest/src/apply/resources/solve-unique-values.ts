import type { Claim, FreedKey, Holdings, Refusal, Verdict } from './claims.ts';
import type { HeldRow } from './rows.ts';
import { assignRows, letsGo } from './take-over.ts';

/*
 * Who may hold which unique value after this batch. Acceptances depend on each other: in a swap each record may take its value
 * only because the other lets go. So every claim counts as accepted, claims that cannot hold are struck, and the rest is judged
 * again, until nothing changes. What is left can be written in one transaction under deferred constraints.
 */

/** Judges every open claim. An externalId stands at most once among the claims. */
export function solveUniqueValues(claims: readonly Claim[], holdings: Holdings): Map<string, Verdict> {
  const given = assignRows(claims, holdings);
  const writers = new Map<string, Claim>();
  for (const claim of claims) {
    const rowId = claim.rowId ?? given.get(claim)?.id;
    if (rowId !== undefined) writers.set(rowId, claim);
  }
  const situation = { holdings, writers };
  const struck = strike(claims, situation);

  const verdicts = new Map<string, Verdict>();
  for (const claim of claims) {
    if (!claim.open) continue;
    const refusal = struck.get(claim);
    verdicts.set(claim.externalId, refusal ?? { kind: 'held', row: given.get(claim) ?? null, frees: freedFor(claim, struck, situation) });
  }
  return verdicts;
}

type Waits = Extract<Refusal, { kind: 'waits' }>;

interface Situation {
  holdings: Holdings;
  /** The claim that writes a row, by the row's id. */
  writers: Map<string, Claim>;
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
      if (refusal !== undefined) refused.set(claim, refusal);
      else {
        const index = claim.wanted.findIndex((key, at) => key !== null && winners[at]?.get(key) !== claim);
        const winner = winners[index]?.get(claim.wanted[index] ?? '');
        if (winner !== undefined) lost.set(claim, { kind: 'taken', index, existingId: winner.externalId });
      }
    }
    // A claim that lost to another of the batch is struck only when no winner can fall any more.
    const next = refused.size > 0 ? refused : lost;
    if (next.size === 0) return struck;
    for (const [claim, refusal] of next) struck.set(claim, refusal);
  }
}

/** Of the claims that want one key: the one whose row holds it now, else the first. By the index of the unique value, and by key. */
function winnersAmong(alive: ReadonlySet<Claim>, { holdings, writers }: Situation): Map<string, Claim>[] {
  const winners: Map<string, Claim>[] = [];
  for (const claim of alive) {
    claim.wanted.forEach((key, index) => {
      if (key === null) return;
      const row = holdings.holder(index, key);
      const keeps = row !== undefined && writers.get(row.id) === claim;
      const ofIndex = (winners[index] ??= new Map());
      if (keeps || !ofIndex.has(key)) ofIndex.set(key, claim);
    });
  }
  return winners;
}

/** Why a claim cannot have what it wants while the others stand as they do; a clash comes before a wait. */
function refuse(claim: Claim, alive: ReadonlySet<Claim>, situation: Situation): Refusal | undefined {
  let waits: Waits | undefined;
  for (const [index, key] of claim.wanted.entries()) {
    const row = key === null ? undefined : situation.holdings.holder(index, key);
    if (row === undefined) continue;
    const refusal = refuseFor(claim, index, row, alive, situation);
    if (refusal?.kind === 'taken') return refusal;
    if (refusal !== undefined) waits = { ...refusal, holders: [...new Set([...(waits?.holders ?? []), ...refusal.holders])] };
  }
  return waits;
}

function refuseFor(
  claim: Claim,
  index: number,
  row: HeldRow,
  alive: ReadonlySet<Claim>,
  { holdings, writers }: Situation,
): Refusal | undefined {
  const writer = writers.get(row.id);
  if (writer === claim) return undefined;
  // A row is written by its own record, whatever that comes to; or by one that takes it over, while that stands; or by nobody.
  const isOwn = writer?.rowId === row.id;
  const isTakenOver = writer !== undefined && !isOwn && alive.has(writer);
  if (writer === undefined || !(isOwn || isTakenOver)) return refuseForUnwritten(claim, index, row, holdings);
  const waits: Waits = { kind: 'waits', index, holders: [writer.externalId] };
  const keeps = writer.wanted[index] === claim.wanted[index];
  // Both were sent afresh. One that unites the other contradicts it: they were read at different moments.
  if (keeps && claim.formerly.includes(writer.externalId)) return waits;
  // Who takes the row over may still fall; `lost` settles who of the two has the value.
  if (isTakenOver) return undefined;
  if (keeps) return { kind: 'taken', index, existingId: writer.externalId };
  return alive.has(writer) ? undefined : waits;
}

/** For a row that nobody of the batch writes. */
function refuseForUnwritten(claim: Claim, index: number, row: HeldRow, holdings: Holdings): Refusal | undefined {
  if (row.externalId === null) return { kind: 'taken', index, existingId: row.id };
  if (holdings.isDeleted(row) || letsGo(row, claim, holdings)) return undefined;
  return { kind: 'waits', index, holders: [row.externalId] };
}

/** Keys of rows that nobody of the batch writes, and that let go: they are cleared before the claim takes them. */
function freedFor(claim: Claim, struck: ReadonlyMap<Claim, Refusal>, { holdings, writers }: Situation): FreedKey[] {
  return claim.wanted.flatMap((key, index) => {
    const row = key === null ? undefined : holdings.holder(index, key);
    if (row === undefined) return [];
    const writer = writers.get(row.id);
    return writer === undefined || struck.has(writer) ? [{ row, index }] : [];
  });
}
