import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { type Item, itemsOf, type Outcomes, type Tombstone, type Upsert } from '../batch.ts';

/*
 * Joins are named by their parents. When a row goes over to another record, its joins go over too, and one of them may get a name of
 * which HQ has a tombstone: Field said that the successor has no such join, and said so before it said that there is a successor.
 */

/**
 * The tombstones of joins that took their name from a record of `outcomes` that unites others, each of the join's version or a newer one, with
 * that record.
 */
export async function readJoinsGoneBefore(sql: Queryable, outcomes: Outcomes): Promise<{ tombstone: Tombstone; item: Upsert }[]> {
  const [users, companies] = [successors(outcomes, 'user'), successors(outcomes, 'company')];
  if (users.length === 0 && companies.length === 0) return [];
  const rows = await sql.unsafe<(Pick<Tombstone, 'entity' | 'externalId' | 'version'> & { ord: number })[]>(
    `
    with
    people as (
      select u.id, u.external_id, k.ord
      from unnest($1::text[]) with ordinality as k(external_id, ord)
      join users u on u.external_id = k.external_id
    ),
    joins as (
      select 'accountMember' as entity, account.external_id || ':' || people.external_id as external_id, member.source_version, people.ord
      from people
      join account_members member on member.user_id = people.id
      join accounts account on account.id = member.account_id
      union all
      select 'projectMember', project.external_id || ':' || people.external_id, child.source_version, people.ord
      from people
      join account_members member on member.user_id = people.id
      join project_members child on child.account_id = member.account_id and child.user_id = member.user_id
      join projects project on project.id = child.project_id
      union all
      select 'projectCompany', project.external_id || ':' || company.external_id, child.source_version, cardinality($1::text[]) + k.ord
      from unnest($2::text[]) with ordinality as k(external_id, ord)
      join companies company on company.external_id = k.external_id
      join project_companies child on child.company_id = company.id
      join projects project on project.id = child.project_id
    )
    select tombstone.entity, tombstone.external_id as "externalId", tombstone.version::float8 as version, joins.ord::int as ord
    from joins
    join tombstones tombstone on tombstone.entity = joins.entity and tombstone.external_id = joins.external_id
    where tombstone.version >= joins.source_version`,
    [users, companies].map((some) => arrayLiteral(some.map(({ externalId }) => externalId))),
  );
  const items = [...users, ...companies];
  return rows.flatMap(({ ord, ...tombstone }) => {
    const item = items[ord - 1];
    return item === undefined ? [] : { tombstone: { ...tombstone, data: null }, item };
  });
}

/** Records that unite others and that HQ holds. */
function successors(outcomes: Outcomes, entity: Item['entity']): Upsert[] {
  return itemsOf(outcomes, (item, outcome): item is Upsert => {
    const formerly = item.entity === entity ? item.data?.['formerly'] : undefined;
    return Array.isArray(formerly) && formerly.length > 0 && (outcome === 'applied' || outcome === 'unchanged' || outcome === 'stale');
  });
}
