import type { Fields, Upsert } from '../batch.ts';
import type { Resource } from '../definitions/resource.ts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { heldColumns, heldRow, type Places, readStatement, type Row } from './read-statement.ts';
import { type HeldRow, scopedKey } from './rows.ts';

/** What HQ knows about one incoming record. */
export interface Situation {
  upsert: Upsert;
  /** The row bound to its externalId; `seen` names the transaction that wrote it. */
  own: (HeldRow & { accountId: string | null; isSame: boolean; seen: string }) | null;
  tombstone: { version: number; hqId: string | null } | null;
  /** HQ's id of its account; null when HQ lacks it, or when the resource has none. */
  accountId: string | null;
  /** The row that its hqId names. */
  named: (HeldRow & { accountId: string | null }) | null;
  /** Wanted keys with their scope, and who holds each. */
  wanted: (string | null)[];
  holders: (HeldRow | null)[];
}

/** One query for all records of a resource: own row, tombstone, account, the row of hqId and the holders of unique keys. */
export async function readResources(sql: Queryable, resource: Resource<Fields>, upserts: readonly Upsert[]): Promise<Situation[]> {
  const parameters = [
    arrayLiteral(upserts.map(({ externalId }) => externalId)),
    ...(resource.account === undefined ? [] : [arrayLiteral(upserts.map(({ data }) => resource.account?.(data) ?? null))]),
    ...(resource.hqId === undefined ? [] : [arrayLiteral(upserts.map(({ data }) => resource.hqId?.(data) ?? null))]),
    ...resource.uniqueValues.map(({ key }) => arrayLiteral(upserts.map(({ data }) => key(data)))),
  ];
  const { text, places } = readStatement(resource);
  const rows = await sql.unsafe(text, parameters, { prepare: true }).values();
  return rows.map((row) => toSituation(resource, upserts, row, places));
}

/** Rows bound to any of the externalIds. */
export async function readBound(sql: Queryable, resource: Resource<Fields>, externalIds: readonly string[]): Promise<Map<string, HeldRow>> {
  if (externalIds.length === 0) return new Map();
  const columns: string[] = [];
  const place = heldColumns(resource, 'r', columns);
  const rows = await sql
    .unsafe(
      `
    select ${columns.join(', ')}
    from unnest($1::text[]) as k(external_id)
    join ${resource.table} r on r.external_id = k.external_id`,
      [arrayLiteral([...new Set(externalIds)])],
      { prepare: true },
    )
    .values();
  return new Map(rows.flatMap((row) => heldRow(row, place) ?? []).map((row) => [row.externalId ?? '', row]));
}

function toSituation(resource: Resource<Fields>, upserts: readonly Upsert[], row: Row, places: Places): Situation {
  const upsert = upserts[row[places.ord] - 1];
  if (upsert === undefined) throw new Error('The database answered for a record that was not asked for.');
  const accountId: string | null = places.account === null ? null : row[places.account];
  const own = heldRow(row, places.own);
  const wanted = resource.uniqueValues.map(({ key }) => scopedKey(accountId, key(upsert.data)));
  const tombstoneVersion: number | null = row[places.tombstone];
  return {
    upsert,
    own: own === null ? null : { ...own, isSame: isSame(resource, upsert, row, places, own, accountId, wanted), seen: row[places.seen] },
    tombstone: tombstoneVersion === null ? null : { version: tombstoneVersion, hqId: row[places.tombstone + 1] },
    accountId,
    named: places.named === null ? null : heldRow(row, places.named),
    wanted,
    holders: places.holders.map((place, index) => (own !== null && own.keys[index] === wanted[index] ? own : heldRow(row, place))),
  };
}

/** Whether HQ's row says what the record says, its account and its keys included. */
function isSame(
  resource: Resource<Fields>,
  { data }: Upsert,
  row: Row,
  places: Places,
  own: HeldRow & { accountId: string | null },
  accountId: string | null,
  wanted: readonly (string | null)[],
): boolean {
  if (own.accountId !== accountId || wanted.some((key, index) => own.keys[index] !== key)) return false;
  return resource.stored.every(({ field }, index) => row[places.stored + index] === data[field]);
}
