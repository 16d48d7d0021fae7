import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { joiningByHash } from '../../hq-db/joining-by-hash.ts';
import { lookup } from '../../hq-db/lookup.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Fields, Upsert } from '../batch.ts';
import type { Join } from '../definitions/join.ts';
import { heldByName } from '../held-parents.ts';
import { companyOf, keyOf, pairOf } from './read.ts';

/**
 * Writes plain joins in one statement: HQ has their parents and no tombstone, and no version of them that is as new. Most records of a
 * migration are such. All others are left alone. Returns the ids of the parents of each row that was written, as pairOf writes them.
 */
export async function writePlainJoins(sql: Queryable, join: Join<Fields>, upserts: readonly Upsert[]): Promise<Set<string>> {
  const keyed = upserts.filter(({ externalId, data }) => externalId === keyOf(join, data));
  // One order in every batch, so that batches which share records wait for each other and do not deadlock.
  keyed.sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const parameters = [
    arrayLiteral(keyed.map(({ data }) => join.left.externalId(data))),
    arrayLiteral(keyed.map(({ data }) => join.right.externalId(data))),
    arrayLiteral(keyed.map(({ data }) => companyOf(join, data))),
    arrayLiteral(keyed.map(({ version }) => version)),
    ...join.stored.map(({ literal }) => arrayLiteral(keyed.map(({ data }) => literal(data)))),
  ];
  const rows = await joiningByHash(sql, () => sql.unsafe(statement(join), parameters, { prepare: true }).values());
  return new Set(rows.map(([left, right]) => pairOf(left as string, right as string)));
}

const statements = new Map<string, string>();

function statement(join: Join<Fields>): string {
  const known = statements.get(join.entity);
  if (known !== undefined) return known;
  const { left, right, table, entity, stored } = join;
  const account = left.entity === 'account' ? 'l.id' : 'l.account_id';
  const company = right.entity === 'company' ? 'r' : 'company';
  const columns = [
    { column: left.column, value: 'l.id' },
    { column: right.column, value: 'r.id' },
    { column: 'source_version', value: 'k.source_version' },
    ...(join.needsAccountMember ? [{ column: 'account_id', value: account }] : []),
    ...(join.company ? [{ column: 'company_id', value: 'company.id' }] : []),
    ...stored.map(({ column, type }) => ({ column, value: type === 'text' ? `k.${column}` : `k.${column}::${type}` })),
  ];
  const names = columns.map(({ column }) => column);
  const text = `
    with l as materialized (${heldByName(left.table, '$1')}), r as materialized (${heldByName(right.table, '$2')})
    insert into ${table} (${names.join(', ')})
    select ${columns.map(({ value }) => value).join(', ')}
    from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]${stored.map((_stored, index) => `, $${index + 5}::text[]`).join('')})
      as k(left_key, right_key, company, source_version${stored.map(({ column }) => `, ${column}`).join('')})
    join l on l.external_id = k.left_key
    join r on r.external_id = k.right_key
    ${company === 'r' ? '' : lookup('companies', 'company', 'company.external_id = k.company')}
    ${join.needsAccountMember ? lookup('account_members', 'member', 'member.account_id = l.account_id and member.user_id = r.id') : ''}
    ${lookup('tombstones', 'tombstone', `tombstone.entity = '${entity}' and tombstone.external_id = k.left_key || ':' || k.right_key`)}
    where tombstone.entity is null
      -- A company of another account is one whose move has not arrived yet.
      and (k.company is null or ${company}.account_id = ${account})
      ${join.needsAccountMember ? 'and member.user_id is not null' : ''}
    on conflict (${left.column}, ${right.column}) do update set
      ${names
        .slice(2)
        .map((name) => `${name} = excluded.${name}`)
        .join(', ')},
      updated_at = excluded.updated_at
    where ${table}.source_version < excluded.source_version
    returning ${left.column}, ${right.column}`;
  statements.set(entity, text);
  return text;
}
