import type postgres from 'postgres';
import type { Fields, Upsert } from '../batch.ts';
import type { Resource } from '../definitions/resource.ts';
import { readable } from '../definitions/stored-field.ts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { lookup } from '../../hq-db/lookup.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { type HeldRow, scopedKey } from './rows.ts';

/** What HQ knows about one incoming record. */
export interface Situation {
  upsert: Upsert;
  /** The row bound to its externalId. */
  own: (HeldRow & { accountId: string | null; isSame: boolean }) | null;
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
  const rows = await sql.unsafe<Row[]>(statement(resource), parameters, { prepare: true });
  return rows.map((row) => toSituation(resource, upserts, row));
}

/** Rows bound to any of the externalIds. */
export async function readBound(sql: Queryable, resource: Resource<Fields>, externalIds: readonly string[]): Promise<Map<string, HeldRow>> {
  if (externalIds.length === 0) return new Map();
  const rows = await sql.unsafe<Row[]>(
    `
    select ${rowColumns(resource, 'r', 'r')}
    from unnest($1::text[]) as k(external_id)
    join ${resource.table} r on r.external_id = k.external_id`,
    [arrayLiteral([...new Set(externalIds)])],
    { prepare: true },
  );
  return new Map(rows.flatMap((row) => heldRow(resource, row, 'r') ?? []).map((row) => [row.externalId ?? '', row]));
}

type Row = postgres.Row;
const statements = new Map<string, string>();

function statement(resource: Resource<Fields>): string {
  const known = statements.get(resource.entity);
  if (known !== undefined) return known;
  const keys = resource.uniqueValues.map(({ column }, index) => ({ column, name: `key_${index}`, alias: `holder_${index}` }));
  const arrays = [
    'external_id text',
    ...(resource.account ? ['account text'] : []),
    ...(resource.hqId ? ['hq_id uuid'] : []),
    ...keys.map(({ name }) => `${name} text`),
  ];
  const scope = (alias: string): string => (resource.account ? `${alias}.account_id = account.id and ` : '');
  const text = `
    select
      k.ord::int as ord,
      ${rowColumns(resource, 'own', 'own')},
      ${resource.stored.map((field) => `${readable('own', field)} as own_${field.column}`).join(',\n      ')},
      ${resource.hqId ? `${rowColumns(resource, 'named', 'named')},` : ''}
      ${keys.map(({ alias }) => `${rowColumns(resource, alias, alias)},`).join('\n      ')}
      ${resource.account ? 'account.id as account_id,' : ''}
      tombstone.version::float8 as tombstone_version,
      tombstone.hq_id as tombstone_hq_id
    from unnest(${arrays.map((array, index) => `$${index + 1}::${array.split(' ')[1]}[]`).join(', ')})
      with ordinality as k(${arrays.map((array) => array.split(' ')[0]).join(', ')}, ord)
    left join ${resource.table} own on own.external_id = k.external_id
    ${resource.account ? 'left join accounts account on account.external_id = k.account' : ''}
    ${resource.hqId ? `left join ${resource.table} named on named.id = k.hq_id` : ''}
    ${keys.map(({ column, name, alias }) => lookup(resource.table, alias, `${scope(alias)}${alias}.${column} = k.${name}`)).join('\n    ')}
    left join tombstones tombstone on tombstone.entity = '${resource.entity}' and tombstone.external_id = k.external_id`;
  statements.set(resource.entity, text);
  return text;
}

/** The columns of a HeldRow, each with a prefix. */
function rowColumns(resource: Resource<Fields>, alias: string, prefix: string): string {
  const account = resource.account ? `${alias}.account_id as ${prefix}_account_id,` : '';
  const keys = resource.uniqueValues.map(({ column }) => `${alias}.${column} as ${prefix}_${column},`).join(' ');
  return `${account} ${keys} ${alias}.external_id as ${prefix}_external_id, ${alias}.source_version::float8 as ${prefix}_version, ${alias}.id as ${prefix}_id`;
}

function heldRow(resource: Resource<Fields>, row: Row, prefix: string): (HeldRow & { accountId: string | null }) | null {
  const id: string | null | undefined = row[`${prefix}_id`];
  if (id === null || id === undefined) return null;
  const accountId: string | null = row[`${prefix}_account_id`] ?? null;
  return {
    id,
    externalId: row[`${prefix}_external_id`],
    version: row[`${prefix}_version`],
    accountId,
    keys: resource.uniqueValues.map(({ column }) => scopedKey(accountId, row[`${prefix}_${column}`])),
  };
}

function toSituation(resource: Resource<Fields>, upserts: readonly Upsert[], row: Row): Situation {
  const upsert = upserts[row.ord - 1];
  if (upsert === undefined) throw new Error('The database answered for a record that was not asked for.');
  const accountId: string | null = row.account_id ?? null;
  const own = heldRow(resource, row, 'own');
  const wanted = resource.uniqueValues.map(({ key }) => scopedKey(accountId, key(upsert.data)));
  return {
    upsert,
    own: own === null ? null : { ...own, isSame: isSame(resource, upsert, row, own, accountId, wanted) },
    tombstone: row.tombstone_version === null ? null : { version: row.tombstone_version, hqId: row.tombstone_hq_id },
    accountId,
    named: resource.hqId === undefined ? null : heldRow(resource, row, 'named'),
    wanted,
    holders: resource.uniqueValues.map((_value, index) => heldRow(resource, row, `holder_${index}`)),
  };
}

/** Whether HQ's row says what the record says, its account and its keys included. */
function isSame(
  resource: Resource<Fields>,
  { data }: Upsert,
  row: Row,
  own: HeldRow & { accountId: string | null },
  accountId: string | null,
  wanted: readonly (string | null)[],
): boolean {
  if (own.accountId !== accountId || wanted.some((key, index) => own.keys[index] !== key)) return false;
  return resource.stored.every(({ field, column }) => row[`own_${column}`] === data[field]);
}
