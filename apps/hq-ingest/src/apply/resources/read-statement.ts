import type { Fields } from '../batch.ts';
import type { Resource } from '../definitions/resource.ts';
import { readable } from '../definitions/stored-field.ts';
import { lookup } from '../../hq-db/lookup.ts';
import { type HeldRow, scopedKey } from './rows.ts';

/** A row as an array, which costs half of what an object of as many names does; Places says what stands where. */
// oxlint-disable-next-line typescript/no-explicit-any -- the driver's own type of a row
export type Row = any[];

/** Where the columns of a HeldRow begin: id, external_id, version, account_id, then the keys. */
interface HeldPlace {
  first: number;
  keys: number;
}

/** Where each column of the answer stands. */
export interface Places {
  ord: number;
  own: HeldPlace;
  /** Which transaction wrote the own row. */
  seen: number;
  /** First of the stored fields of the own row. */
  stored: number;
  named: HeldPlace | null;
  /** Who holds each wanted key, where it is not the own row. */
  holders: readonly HeldPlace[];
  account: number | null;
  /** Version of the tombstone; its HQ id follows. */
  tombstone: number;
}

const statements = new Map<string, { text: string; places: Places }>();

/** The query for all records of a resource, made once. */
export function readStatement(resource: Resource<Fields>): { text: string; places: Places } {
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
  // Most records keep their keys: who holds those need not be looked for.
  const isNotOwn = (column: string, name: string): string =>
    `(own.${column} is distinct from k.${name}${resource.account ? ' or own.account_id is distinct from account.id' : ''})`;
  const columns: string[] = [];
  const places: Places = {
    ord: columns.push('k.ord::int') - 1,
    own: heldColumns(resource, 'own', columns),
    seen: columns.push('own.xmin::text') - 1,
    stored: columns.push(...resource.stored.map((field) => readable('own', field))) - resource.stored.length,
    named: resource.hqId ? heldColumns(resource, 'named', columns) : null,
    holders: keys.map(({ alias }) => heldColumns(resource, alias, columns)),
    account: resource.account ? columns.push('account.id') - 1 : null,
    tombstone: columns.push('tombstone.version::float8', 'tombstone.hq_id') - 2,
  };
  const text = `
    select ${columns.join(', ')}
    from unnest(${arrays.map((array, index) => `$${index + 1}::${array.split(' ')[1]}[]`).join(', ')})
      with ordinality as k(${arrays.map((array) => array.split(' ')[0]).join(', ')}, ord)
    left join ${resource.table} own on own.external_id = k.external_id
    ${resource.account ? 'left join accounts account on account.external_id = k.account' : ''}
    ${resource.hqId ? `left join ${resource.table} named on named.id = k.hq_id` : ''}
    ${keys.map(({ column, name, alias }) => lookup(resource.table, alias, `${scope(alias)}${alias}.${column} = k.${name} and ${isNotOwn(column, name)}`)).join('\n    ')}
    left join tombstones tombstone on tombstone.entity = '${resource.entity}' and tombstone.external_id = k.external_id`;
  const made = { text, places };
  statements.set(resource.entity, made);
  return made;
}

/** Adds the columns of a HeldRow, and says where they stand. */
export function heldColumns(resource: Resource<Fields>, alias: string, columns: string[]): HeldPlace {
  const account = resource.account ? `${alias}.account_id` : 'null::uuid';
  const first = columns.push(`${alias}.id`, `${alias}.external_id`, `${alias}.source_version::float8`, account) - 4;
  for (const { column } of resource.uniqueValues) columns.push(`${alias}.${column}`);
  return { first, keys: resource.uniqueValues.length };
}

export function heldRow(row: Row, { first, keys }: HeldPlace): (HeldRow & { accountId: string | null }) | null {
  const id: string | null = row[first];
  if (id === null) return null;
  const accountId: string | null = row[first + 3];
  const held = row.slice(first + 4, first + 4 + keys).map((key: string | null) => scopedKey(accountId, key));
  return { id, externalId: row[first + 1], version: row[first + 2], accountId, keys: held };
}
