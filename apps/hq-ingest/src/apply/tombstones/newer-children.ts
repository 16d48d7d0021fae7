import type { Entity, RecordKey } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { TombstoneSituation } from './read.ts';

/** How many children one answer names. */
const namedAtMost = 100;

/*
 * Deleting a row takes its children along. A child of a newer version than the tombstone was alive when Field knew more than the
 * tombstone says: its parent lives again, or it moved to another one. Deleting it would lose an acknowledged state, so the
 * tombstone waits until child and parent have been sent afresh.
 */

/** For each tombstone with such children: their names. */
export async function readNewerChildren(
  sql: Queryable,
  entity: Entity,
  situations: readonly TombstoneSituation[],
): Promise<Map<TombstoneSituation, RecordKey[]>> {
  const query = queries[entity];
  const newer = new Map<TombstoneSituation, RecordKey[]>();
  if (query === undefined || situations.length === 0) return newer;
  const rows = await sql.unsafe<{ ord: number; entity: Entity; external_id: string | null }[]>(
    `
    with k as (
      select * from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality as k(id, second_id, version, ord)
    )
    select ord::int as ord, entity, external_id from (${query}) child (ord, entity, external_id)`,
    [
      arrayLiteral(situations.map(({ ids }) => ids?.[0] ?? null)),
      arrayLiteral(situations.map(({ ids }) => ids?.[1] ?? null)),
      arrayLiteral(situations.map(({ tombstone }) => tombstone.version)),
    ],
    { prepare: true },
  );
  for (const row of rows) {
    const situation = situations[row.ord - 1];
    if (situation === undefined || row.external_id === null) continue;
    const names = newer.get(situation) ?? [];
    if (names.length < namedAtMost) names.push({ entity: row.entity, externalId: row.external_id });
    newer.set(situation, names);
  }
  return newer;
}

const accountMembers = (parent: string): string => `
    select k.ord, 'accountMember', account.external_id || ':' || u.external_id
    from k
    join account_members child on child.${parent} = k.id and child.source_version > k.version
    join accounts account on account.id = child.account_id
    join users u on u.id = child.user_id`;

const projectCompanies = (parent: string): string => `
    select k.ord, 'projectCompany', project.external_id || ':' || company.external_id
    from k
    join project_companies child on child.${parent} = k.id and child.source_version > k.version
    join projects project on project.id = child.project_id
    join companies company on company.id = child.company_id`;

const projectMembers = (joined: string): string => `
    select k.ord, 'projectMember', project.external_id || ':' || u.external_id
    from k
    ${joined}
    join projects project on project.id = child.project_id
    join users u on u.id = child.user_id
    where child.source_version > k.version`;

const ofAccount = (entity: 'company' | 'project', table: string): string => `
    select k.ord, '${entity}', child.external_id
    from k
    join ${table} child on child.account_id = k.id and child.source_version > k.version`;

const queries: Partial<Record<Entity, string>> = {
  account: [
    accountMembers('account_id'),
    ofAccount('company', 'companies'),
    ofAccount('project', 'projects'),
    projectMembers('join project_members child on child.account_id = k.id'),
  ].join(' union all '),
  user: [
    accountMembers('user_id'),
    projectMembers(
      'join account_members m on m.user_id = k.id join project_members child on child.account_id = m.account_id and child.user_id = k.id',
    ),
  ].join(' union all '),
  company: [
    accountMembers('company_id'),
    projectCompanies('company_id'),
    projectMembers('join project_members child on child.company_id = k.id'),
  ].join(' union all '),
  // The project may have moved to another account: its own state has to come along.
  accountMember: [
    projectMembers('join project_members child on child.account_id = k.id and child.user_id = k.second_id'),
    `
    select k.ord, 'project', project.external_id
    from k
    join project_members child on child.account_id = k.id and child.user_id = k.second_id and child.source_version > k.version
    join projects project on project.id = child.project_id`,
  ].join(' union all '),
  project: [projectCompanies('project_id'), projectMembers('join project_members child on child.project_id = k.id')].join(' union all '),
};
