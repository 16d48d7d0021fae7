import type postgres from 'postgres';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { joiningByHash } from '../../hq-db/joining-by-hash.ts';
import { lookup } from '../../hq-db/lookup.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Fields, Upsert } from '../batch.ts';
import type { Join, JoinRow } from '../definitions/join.ts';
import { heldByName } from '../held-parents.ts';

/** An incoming join with what HQ knows about it. */
export interface JoinSituation {
  upsert: Upsert;
  row: JoinRow;
}

/** One query for all records of a join: parents (held by their names), company, account member, its own row and its tombstone. */
export async function readJoins(sql: Queryable, join: Join<Fields>, upserts: readonly Upsert[]): Promise<JoinSituation[]> {
  const parameters = [
    arrayLiteral(upserts.map(({ data }) => join.left.externalId(data))),
    arrayLiteral(upserts.map(({ data }) => join.right.externalId(data))),
    arrayLiteral(upserts.map(({ data }) => companyOf(join, data))),
  ];
  const rows = await joiningByHash(sql, () => sql.unsafe<postgres.Row[]>(statement(join), parameters, { prepare: true }));
  return rows.map((row) => {
    const upsert = upserts[row.ord - 1];
    if (upsert === undefined) throw new Error('The database answered for a record that was not asked for.');
    return { upsert, row: toJoinRow(join, row) };
  });
}

/** Names a join by the ids of its parents. */
export function pairOf(leftId: string | null, rightId: string | null): string {
  return `${leftId} ${rightId}`;
}

/** The externalId that a join has by the contract. */
export function keyOf(join: Join<Fields>, data: Fields): string {
  return `${join.left.externalId(data)}:${join.right.externalId(data)}`;
}

/** The company of a join: that of its parents, or the one it points to. */
export function companyOf(join: Join<Fields>, data: Fields): string | null {
  return join.right.entity === 'company' ? join.right.externalId(data) : (join.company?.(data) ?? null);
}

function toJoinRow(join: Join<Fields>, row: postgres.Row): JoinRow {
  return {
    leftId: row.left_id,
    rightId: row.right_id,
    companyId: row.company_id,
    accountId: row.account_id,
    companyAccountId: row.company_account_id,
    account: row.account,
    isMember: row.is_member ?? false,
    version: row.version,
    values: join.stored.map(({ column }) => row[column]),
    heldCompanyId: row.held_company_id ?? null,
    tombstoneVersion: row.tombstone_version,
  };
}

const statements = new Map<string, string>();

function statement(join: Join<Fields>): string {
  const known = statements.get(join.entity);
  if (known !== undefined) return known;
  const { left, right, table, entity } = join;
  const accountOfLeft = left.entity === 'account' ? 'l.id' : 'l.account_id';
  const text = `
    with l as materialized (${heldByName(left.table, '$1')}), r as materialized (${heldByName(right.table, '$2')})
    select
      k.ord::int as ord,
      l.id as left_id,
      r.id as right_id,
      company.id as company_id,
      ${accountOfLeft} as account_id,
      company.account_id as company_account_id,
      ${left.entity === 'account' ? 'l.external_id' : '(select external_id from accounts where id = l.account_id)'} as account,
      ${join.needsAccountMember ? 'member.user_id is not null as is_member,' : ''}
      ${join.company ? 'own.company_id as held_company_id,' : ''}
      ${join.stored.map(({ column, type }) => (type === 'text[]' ? `to_json(own.${column})::text as ${column},` : `own.${column},`)).join('\n      ')}
      own.source_version::float8 as version,
      tombstone.version::float8 as tombstone_version
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k(left_key, right_key, company, ord)
    left join l on l.external_id = k.left_key
    left join r on r.external_id = k.right_key
    ${lookup('companies', 'company', 'company.external_id = k.company')}
    ${join.needsAccountMember ? lookup('account_members', 'member', 'member.account_id = l.account_id and member.user_id = r.id') : ''}
    ${lookup(table, 'own', `own.${left.column} = l.id and own.${right.column} = r.id`)}
    ${lookup('tombstones', 'tombstone', `tombstone.entity = '${entity}' and tombstone.external_id = k.left_key || ':' || k.right_key`)}`;
  statements.set(entity, text);
  return text;
}
