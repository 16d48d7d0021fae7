import type { Entity } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import { joiningByHash } from '../../hq-db/joining-by-hash.ts';
import { lookup } from '../../hq-db/lookup.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Tombstone } from '../batch.ts';
import { heldByName } from '../held-parents.ts';

/** What HQ knows about one record that is to be gone. */
export interface TombstoneSituation {
  tombstone: Tombstone;
  /** The row's key columns: id, or the ids of both parents; null when there is no row. */
  ids: [string, string | null] | null;
  version: number | null;
  tombstoneVersion: number | null;
}

interface Row {
  ord: number;
  id: string | null;
  second_id: string | null;
  version: number | null;
  tombstone_version: number | null;
}

/** One query for all tombstones of an entity: rows and tombstones that HQ holds. */
export async function readTombstones(sql: Queryable, entity: Entity, tombstones: readonly Tombstone[]): Promise<TombstoneSituation[]> {
  const parameters = [
    arrayLiteral(tombstones.map(({ externalId }) => externalId)),
    arrayLiteral(tombstones.map(({ externalId }) => parentsOf(externalId)[0])),
    arrayLiteral(tombstones.map(({ externalId }) => parentsOf(externalId)[1])),
  ];
  const read = () => sql.unsafe<Row[]>(statement(entity), parameters, { prepare: true });
  const rows = await (parents[entity] === undefined ? read() : joiningByHash(sql, read));
  return rows.flatMap((row) => {
    const tombstone = tombstones[row.ord - 1];
    if (tombstone === undefined) return [];
    return [
      { tombstone, ids: row.id === null ? null : [row.id, row.second_id], version: row.version, tombstoneVersion: row.tombstone_version },
    ];
  });
}

function statement(entity: Entity): string {
  return `
    ${parents[entity] === undefined ? '' : `with parents as materialized (${parents[entity]})`}
    select
      k.ord::int as ord,
      found.id,
      found.second_id,
      found.version,
      tombstone.version::float8 as tombstone_version
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k(external_id, left_key, right_key, ord)
    ${lookups[entity]}
    ${lookup('tombstones', 'tombstone', `tombstone.entity = '${entity}' and tombstone.external_id = k.external_id`)}`;
}

/** A join is named by its parents; guids hold no colon. */
function parentsOf(externalId: string): [string, string] {
  const colon = externalId.indexOf(':');
  return colon < 0 ? [externalId, ''] : [externalId.slice(0, colon), externalId.slice(colon + 1)];
}

const parents: Partial<Record<Entity, string>> = {
  accountMember: heldByName('users', '$3'),
  projectCompany: heldByName('companies', '$3'),
  projectMember: heldByName('users', '$3'),
};

const resource = (table: string): string => `
    left join lateral (
      select r.id, null::uuid as second_id, r.source_version::float8 as version
      from ${table} r
      where r.external_id = k.external_id
    ) found on true`;

const join = (table: string, left: [string, string], right: string): string => `
    ${lookup(left[0], 'l', 'l.external_id = k.left_key')}
    left join parents r on r.external_id = k.right_key
    ${lookup(table, 'j', `j.${left[1]} = l.id and j.${right} = r.id`)}
    left join lateral (
      select j.${left[1]} as id, j.${right} as second_id, j.source_version::float8 as version
    ) found on true`;

const lookups: Record<Entity, string> = {
  account: resource('accounts'),
  user: resource('users'),
  company: resource('companies'),
  accountMember: join('account_members', ['accounts', 'account_id'], 'user_id'),
  project: resource('projects'),
  projectCompany: join('project_companies', ['projects', 'project_id'], 'company_id'),
  projectMember: join('project_members', ['projects', 'project_id'], 'user_id'),
};
