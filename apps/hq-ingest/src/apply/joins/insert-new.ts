import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { lookup } from '../../hq-db/lookup.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Fields, Upsert } from '../batch.ts';
import type { Join } from '../definitions/join.ts';
import { companyOf, pairOf } from './read.ts';

/**
 * Inserts joins of a first walk whose parents HQ has and which HQ never had, in one statement: most records of a migration are such.
 * All others are left alone. Returns the ids of the parents of each inserted row, as pairOf writes them.
 */
export async function insertNewJoins(sql: Queryable, join: Join<Fields>, upserts: readonly Upsert[]): Promise<Set<string>> {
  const fresh = upserts.filter(({ version, externalId, data }) => version === 0 && externalId === keyOf(join, data));
  if (fresh.length === 0) return new Set();
  // One order in every batch, so that batches which share records wait for each other and do not deadlock.
  fresh.sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const rows = await sql
    .unsafe(
      statement(join),
      [
        arrayLiteral(fresh.map(({ data }) => join.left.externalId(data))),
        arrayLiteral(fresh.map(({ data }) => join.right.externalId(data))),
        arrayLiteral(fresh.map(({ data }) => companyOf(join, data))),
        ...join.stored.map(({ literal }) => arrayLiteral(fresh.map(({ data }) => literal(data)))),
      ],
      { prepare: true },
    )
    .values();
  return new Set(rows.map(([left, right]) => pairOf(left as string, right as string)));
}

/** The externalId that a join has by the contract. */
function keyOf(join: Join<Fields>, data: Fields): string {
  return `${join.left.externalId(data)}:${join.right.externalId(data)}`;
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
    { column: 'source_version', value: '0' },
    ...(join.needsAccountMember ? [{ column: 'account_id', value: account }] : []),
    ...(join.company ? [{ column: 'company_id', value: 'company.id' }] : []),
    ...stored.map(({ column, type }) => ({ column, value: type === 'text' ? `k.${column}` : `k.${column}::${type}` })),
  ];
  const text = `
    insert into ${table} (${columns.map(({ column }) => column).join(', ')})
    select ${columns.map(({ value }) => value).join(', ')}
    from unnest($1::text[], $2::text[], $3::text[]${stored.map((_stored, index) => `, $${index + 4}::text[]`).join('')})
      as k(left_key, right_key, company${stored.map(({ column }) => `, ${column}`).join('')})
    join ${left.table} l on l.external_id = k.left_key
    ${lookup(right.table, 'r', 'r.external_id = k.right_key')}
    ${company === 'r' ? '' : lookup('companies', 'company', 'company.external_id = k.company')}
    ${join.needsAccountMember ? lookup('account_members', 'member', 'member.account_id = l.account_id and member.user_id = r.id') : ''}
    where r.id is not null
      and not exists (select from tombstones t where t.entity = '${entity}' and t.external_id = k.left_key || ':' || k.right_key)
      -- A company of another account is one whose move has not arrived yet.
      and (k.company is null or ${company}.account_id = ${account})
      ${join.needsAccountMember ? 'and member.user_id is not null' : ''}
    on conflict do nothing
    returning ${left.column}, ${right.column}`;
  statements.set(entity, text);
  return text;
}
