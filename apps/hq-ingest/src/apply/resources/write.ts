import { awaitedLater } from '../awaited-later.ts';
import type { Fields } from '../batch.ts';
import type { Resource } from '../definitions/resource.ts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { keepTombstones, liftTombstones } from '../tombstones/tombstone-rows.ts';
import { OvertakenError } from '../overtaken-error.ts';
import type { Decision } from './decide.ts';
import { moveProjectMembers } from './move-project-members.ts';
import type { HeldRow } from './rows.ts';
import { lockAccountsOf, uniteMembers } from './unite-members.ts';

/**
 * Writes a decision. The order stands: accounts are locked before people are; keys are cleared and rows go over before the upserts, which find rows
 * by externalId.
 *
 * Nothing of what was read is held, so each step asks whether what it relies on still holds:
 * - a row whose key is cleared, or that goes over: it is of the record and of the version that were read;
 * - a tombstone that ends: it has the version that was read;
 * - a row that is written: it is no newer than its record, and of its account unless a row of the decision moves;
 * - a row that only gets its version: nobody has written it since.
 * Constraints ask for parents, and who holds a value. A deletion that has come since is found after the commit (settle-deletions.ts).
 *
 * Throws OvertakenError when another batch was faster: a fresh look says what is left to do. `writing` are rows that are being written: what is asked
 * next sees them, and the caller awaits them, which may be after its commit. Where another batch was faster they fail by themselves, and the
 * transaction with them.
 */
export async function writeResources(
  sql: Queryable,
  resource: Resource<Fields>,
  decision: Decision,
): Promise<{ writing: Promise<unknown> }> {
  if (decision.unions.length > 0) await lockAccountsOf(sql, decision.unions);
  await freeKeys(sql, resource, decision);
  await rebind(sql, resource, decision);
  await liftTombstones(sql, resource.entity, decision.lifted);
  const writing = awaitedLater(Promise.all([upsert(sql, resource, decision), renew(sql, resource, decision)]));
  if (decision.moves && resource.entity === 'project') await moveProjectMembers(sql, decision);
  if (decision.unions.length > 0) await uniteMembers(sql, decision.unions);
  return { writing };
}

async function freeKeys(sql: Queryable, { table, uniqueValues }: Resource<Fields>, { frees }: Decision): Promise<void> {
  for (const [index, { column }] of uniqueValues.entries()) {
    const rows = frees.filter((free) => free.index === index).map(({ row }) => row);
    if (rows.length > 0) await updateAsRead(sql, table, `${column} = null`, rows);
  }
}

/** Rows lose their old externalId before any gets its new one: in a chain one row's new name is another's old one. */
async function rebind(sql: Queryable, { entity, table }: Resource<Fields>, { rebinds }: Decision): Promise<void> {
  if (rebinds.length === 0) return;
  const rows = rebinds.map(({ row }) => row);
  await updateAsRead(sql, table, 'external_id = null, source_version = 0', rows);
  await sql.unsafe(
    `
    update ${table} r set external_id = k.external_id
    from unnest($1::uuid[], $2::text[]) as k(id, external_id)
    where r.id = k.id`,
    [arrayLiteral(rows.map(({ id }) => id)), arrayLiteral(rebinds.map(({ to }) => to))],
  );
  // A copy of the former record that is older than what HQ held of it must not come back beside its successor.
  const former = rows.flatMap(({ externalId, version }) =>
    externalId === null || version === 0 ? [] : [{ externalId, version, hqId: null }],
  );
  await keepTombstones(sql, entity, former);
}

/** Updates rows that are still of the record and the version that were read; throws OvertakenError when one is not. */
async function updateAsRead(sql: Queryable, table: string, set: string, rows: readonly HeldRow[]): Promise<void> {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const updated = await sql.unsafe(
    `
    update ${table} r set ${set}
    from unnest($1::uuid[], $2::text[], $3::bigint[]) as k(id, external_id, version)
    where r.id = k.id and r.external_id is not distinct from k.external_id and r.source_version = k.version`,
    [
      arrayLiteral(sorted.map(({ id }) => id)),
      arrayLiteral(sorted.map(({ externalId }) => externalId)),
      arrayLiteral(sorted.map(({ version }) => version)),
    ],
  );
  if (updated.count < sorted.length) throw new OvertakenError();
}

async function upsert(sql: Queryable, resource: Resource<Fields>, { writes, moves }: Decision): Promise<void> {
  if (writes.length === 0) return;
  // One order in every batch, so that batches which share records wait for each other and do not deadlock.
  const sorted = writes.toSorted((a, b) => (a.upsert.externalId < b.upsert.externalId ? -1 : 1));
  await sql.unsafe(
    statement(resource, moves),
    [
      arrayLiteral(sorted.map(({ id }) => id)),
      arrayLiteral(sorted.map(({ upsert }) => upsert.externalId)),
      arrayLiteral(sorted.map(({ upsert }) => upsert.version)),
      ...(resource.account ? [arrayLiteral(sorted.map(({ accountId }) => accountId))] : []),
      ...resource.uniqueValues.map(({ key }) => arrayLiteral(sorted.map(({ upsert }) => key(upsert.data)))),
      ...resource.stored.map(({ field }) => arrayLiteral(sorted.map(({ upsert }) => toElement(upsert.data[field])))),
    ],
    { prepare: true },
  );
}

/** A row that somebody has written since it was read may say something else now. */
async function renew(sql: Queryable, { table }: Resource<Fields>, { renewals }: Decision): Promise<void> {
  if (renewals.length === 0) return;
  const sorted = renewals.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  await sql.unsafe(
    `
    with renewed as (
      update ${table} r set source_version = k.version
      from unnest($1::uuid[], $2::text[], $3::bigint[]) as k(id, seen, version)
      where r.id = k.id and r.xmin = k.seen::xid
      returning 1
    )
    select overtaken() where (select count(*) from renewed) < cardinality($1::uuid[])`,
    [
      arrayLiteral(sorted.map(({ id }) => id)),
      arrayLiteral(sorted.map(({ seen }) => seen)),
      arrayLiteral(sorted.map(({ version }) => version)),
    ],
    { prepare: true },
  );
}

function toElement(value: unknown): string | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error('A field holds neither text nor a truth value.');
}

const statements = new Map<string, string>();

function statement(resource: Resource<Fields>, moves: boolean): string {
  const name = `${resource.entity} ${moves}`;
  const known = statements.get(name);
  if (known !== undefined) return known;
  const columns = [
    { column: 'id', array: 'uuid', value: 'k.id' },
    { column: 'external_id', array: 'text', value: 'k.external_id' },
    { column: 'source_version', array: 'bigint', value: 'k.source_version' },
    ...(resource.account ? [{ column: 'account_id', array: 'uuid', value: 'k.account_id' }] : []),
    ...resource.uniqueValues.map(({ column }) => ({ column, array: 'text', value: `k.${column}` })),
    ...resource.stored.map(({ column, type }) => ({ column, array: type, value: `k.${column}` })),
  ];
  const names = columns.map(({ column }) => column);
  const keys = [...(resource.account ? ['account_id'] : []), ...resource.uniqueValues.map(({ column }) => column)];
  const set = (from: string, some: readonly string[]): string => some.map((name) => `${name} = ${from}.${name}`).join(', ');
  const others = names.slice(2).filter((name) => !keys.includes(name));
  const isOfAccount = resource.account && !moves ? `and ${resource.table}.account_id = excluded.account_id` : '';
  // It fails where fewer rows are written than asked: another batch wrote a newer version meanwhile, or moved one to another account.
  // A row that keeps its keys is updated as such: whoever holds it by its name, as joins do, is not in the way. "On conflict" that sets keys
  // takes the lock of a deletion, whether they change or not, and batches of many accounts then wait for each other.
  const text = `
    with k as materialized (
      select * from unnest(${columns.map(({ array }, index) => `$${index + 1}::${array}[]`).join(', ')}) as k(${names.join(', ')})
    ), kept as (
      update ${resource.table} r set ${set('k', others)}, updated_at = now()
      from k
      where r.external_id = k.external_id and r.source_version <= k.source_version
        ${keys.map((name) => `and r.${name} is not distinct from k.${name}`).join(' ')}
      returning r.external_id
    ), written as (
      insert into ${resource.table} (${names.join(', ')})
      select ${columns.map(({ value }) => value).join(', ')}
      from k where k.external_id not in (select external_id from kept)
      on conflict (external_id) do update set ${set('excluded', names.slice(2))}, updated_at = excluded.updated_at
      where ${resource.table}.source_version <= excluded.source_version ${isOfAccount}
      returning 1
    )
    select overtaken() where (select count(*) from kept) + (select count(*) from written) < cardinality($1::uuid[])`;
  statements.set(name, text);
  return text;
}
