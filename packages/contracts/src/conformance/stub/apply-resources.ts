import { isDeepStrictEqual } from 'node:util';
import type { Entity } from '../../v1/entities/index.ts';
import type { RecordKey } from '../../v1/envelope.ts';
import type { Outcome } from '../../v1/outcome.ts';
import { parentUnknown, rejected, valueHeld } from './outcomes.ts';
import type { Claim, Verdict } from './claims.ts';
import { waitForParents } from './missing-parents.ts';
import { settleClaims } from './settle-claims.ts';
import { noParents, type Row, type Store, type Upsert } from './store.ts';
import { claimedKeys, uniqueValues } from './unique-keys.ts';

/**
 * Applies the accounts, users, companies or projects of one batch together, so that values may change hands among them. `freed` names records that
 * gave a value away.
 */
export function applyResources(
  store: Store,
  entity: Entity,
  upserts: readonly Upsert[],
  deletions: ReadonlyMap<string, number>,
): { outcomes: Outcome[]; freed: Set<string | null> } {
  const outcomes = new Map<Upsert, Outcome>();
  const claims: Claim[] = [];
  const adopters = new Map<Row, string>();
  for (const upsert of upserts) {
    const outcome = judgeAlone(store, upsert) ?? adoptNamed(store, upsert, adopters);
    if (outcome !== null) outcomes.set(upsert, outcome);
    // A stale state says nothing of what its record wants now.
    if (outcome?.outcome !== 'stale') claims.push(claimOf(store, upsert, outcome === null));
  }
  const verdicts = settleClaims(store, entity, claims, deletions);
  const accepted: { upsert: Upsert; verdict: Extract<Verdict, { kind: 'held' }> }[] = [];
  for (const upsert of upserts) {
    if (outcomes.has(upsert)) continue;
    const verdict = verdicts.get(upsert.externalId);
    if (verdict === undefined) throw new Error('A record was judged by nobody.');
    if (verdict.kind !== 'held') outcomes.set(upsert, refusal(upsert, verdict));
    else if (isHeldAlready(store, upsert)) outcomes.set(upsert, { outcome: 'unchanged', externalId: upsert.externalId });
    else {
      outcomes.set(upsert, { outcome: 'applied', externalId: upsert.externalId });
      accepted.push({ upsert, verdict });
    }
  }
  const freed = new Set(accepted.flatMap(({ verdict }) => verdict.frees.map(({ row }) => row.externalId)));
  write(store, accepted);
  return { outcomes: [...outcomes.values()], freed };
}

/** What can be said of a record without looking at the values of others; null when it may go on. */
function judgeAlone(store: Store, upsert: Upsert): Outcome | null {
  const { entity, externalId, version, data } = upsert;
  const own = store.find(entity, externalId);
  const tombstone = store.tombstones.get(`${entity} ${externalId}`);
  if (version < (tombstone?.version ?? 0) || version < (own?.version ?? 0)) return { outcome: 'stale', externalId };
  const waits = waitForParents(store, upsert);
  if (waits !== null) return waits;
  const hqId = hqIdOf(data);
  const named = namedBy(store, entity, data);
  if (hqId !== null && own?.id !== hqId) {
    const comesBack = own === null && tombstone?.hqId === hqId;
    if (named === null && !comesBack) return rejected(externalId, 'hq_id_unknown', 'hqId', null);
    if (named !== null && named.externalId !== null) return rejected(externalId, 'hq_id_taken', 'hqId', named.externalId);
    if (named !== null && own !== null) return rejected(externalId, 'hq_id_taken', 'hqId', externalId);
  }
  const waitsFor = membersMissing(store, own ?? named, accountOf(store, data));
  return waitsFor.length === 0 ? null : parentUnknown(externalId, 'account', waitsFor);
}

/** A row of HQ's own that several records of the batch name goes to the first of them. */
function adoptNamed(store: Store, { entity, externalId, data }: Upsert, adopters: Map<Row, string>): Outcome | null {
  const named = namedBy(store, entity, data);
  if (named === null || store.find(entity, externalId) !== null) return null;
  const first = adopters.get(named);
  if (first !== undefined) return rejected(externalId, 'hq_id_taken', 'hqId', first);
  adopters.set(named, externalId);
  return null;
}

/** A project that moves takes its members along; until they are members of the new account, it waits. */
function membersMissing(store: Store, row: Row | null, account: Row | null): RecordKey[] {
  if (row === null || row.entity !== 'project' || account === null || row.account === account) return [];
  const users = [...store.rows.projectMember].flatMap(({ project, user }) => (project === row ? [user?.externalId ?? ''] : [])).sort();
  return users
    .filter((user) => store.find('accountMember', `${account.externalId}:${user}`) === null)
    .flatMap((user): RecordKey[] => [
      { entity: 'accountMember', externalId: `${account.externalId}:${user}` },
      ...(row.externalId === null ? [] : [{ entity: 'projectMember' as const, externalId: `${row.externalId}:${user}` }]),
    ]);
}

function claimOf(store: Store, { entity, externalId, version, data }: Upsert, open: boolean): Claim {
  const own = store.find(entity, externalId);
  const named = namedBy(store, entity, data);
  const row = own ?? (open ? named : null);
  const account = accountOf(store, data);
  // Without its account a record claims nothing.
  const wanted = claimedKeys(entity, data, account?.id ?? null).map((key) =>
    data['account'] !== undefined && account === null ? null : key,
  );
  return { externalId, version, row, wanted, formerly: (data['formerly'] ?? []) as string[], open };
}

function isHeldAlready(store: Store, { entity, externalId, version, data }: Upsert): boolean {
  const own = store.find(entity, externalId);
  if (own === null || own.version !== version) return false;
  const account = accountOf(store, data);
  const plain = ({ account: _account, hqId: _hqId, formerly: _formerly, ...rest }: Record<string, unknown>) => rest;
  const isSame = own.account === account && isDeepStrictEqual(own.keys, claimedKeys(entity, data, account?.id ?? null));
  return isSame && isDeepStrictEqual(plain(own.data), plain(data));
}

function refusal({ entity, externalId }: Upsert, verdict: Exclude<Verdict, { kind: 'held' }>): Outcome {
  const value = uniqueValues[entity]?.[verdict.index];
  if (value === undefined) throw new Error(`Records of ${entity} claim no unique value at ${verdict.index}.`);
  if (verdict.kind === 'taken') return rejected(externalId, value.taken, value.field, verdict.existingId);
  return valueHeld(
    externalId,
    value.field,
    verdict.holders.map((holder) => ({ entity, externalId: holder })),
  );
}

/** Rows lose their old names before any gets its new one: in a chain one row's new name is another's old one. */
function write(store: Store, accepted: readonly { upsert: Upsert; verdict: Extract<Verdict, { kind: 'held' }> }[]): void {
  const targets = accepted.map(({ upsert, verdict }) => ({ upsert, own: store.find(upsert.entity, upsert.externalId), row: verdict.row }));
  for (const { verdict } of accepted) for (const { row, index } of verdict.frees) row.keys[index] = null;
  for (const { row, own } of targets) {
    if (row === null || own !== null || row.externalId === null) continue;
    if (row.version > 0) store.tombstones.set(`${row.entity} ${row.externalId}`, { version: row.version, hqId: null });
    row.externalId = null;
  }
  for (const { upsert, own, row } of targets) writeOne(store, upsert, own ?? row);
}

function writeOne(store: Store, { entity, externalId, version, data }: Upsert, row: Row | null): void {
  const name = `${entity} ${externalId}`;
  const account = accountOf(store, data);
  const hqId = hqIdOf(data) ?? store.tombstones.get(name)?.hqId ?? undefined;
  store.tombstones.delete(name);
  if (row === null) {
    store.add(entity, externalId, version, data, { ...noParents, account }, hqId);
    return;
  }
  Object.assign(row, { externalId, version, data, account, keys: claimedKeys(entity, data, account?.id ?? null) });
  store.index(row);
}

/** HQ's id as HQ writes it: Field may know it in capitals. */
function hqIdOf(data: Record<string, unknown>): string | null {
  return typeof data['hqId'] === 'string' ? data['hqId'].toLowerCase() : null;
}

function namedBy(store: Store, entity: Entity, data: Record<string, unknown>): Row | null {
  const hqId = hqIdOf(data);
  return hqId === null ? null : store.byId(entity, hqId);
}

function accountOf(store: Store, data: Record<string, unknown>): Row | null {
  return store.find('account', (data['account'] ?? null) as string | null);
}
