import type { Entity } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Outcomes, Tombstone } from '../batch.ts';
import { applied, ofHq, stale, unchanged, valueHeld } from '../outcomes.ts';
import { OvertakenError } from '../overtaken-error.ts';
import { readNewerChildren } from './newer-children.ts';
import { readPeopleOfHq } from './people-of-hq.ts';
import { readTombstones, type TombstoneSituation } from './read.ts';
import { keepTombstones } from './tombstone-rows.ts';

const tables: Record<Entity, { table: string; keys: [string] | [string, string] }> = {
  account: { table: 'accounts', keys: ['id'] },
  user: { table: 'users', keys: ['id'] },
  company: { table: 'companies', keys: ['id'] },
  accountMember: { table: 'account_members', keys: ['account_id', 'user_id'] },
  project: { table: 'projects', keys: ['id'] },
  projectCompany: { table: 'project_companies', keys: ['project_id', 'company_id'] },
  projectMember: { table: 'project_members', keys: ['project_id', 'user_id'] },
};

/**
 * Deletes the rows of records that are gone, and keeps the versions of all deletions. A record that HQ does not have is only
 * recorded. The rows are deleted in one statement, so a parent's children go with it.
 */
export async function applyTombstones(sql: Queryable, entity: Entity, tombstones: readonly Tombstone[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  if (tombstones.length === 0) return outcomes;
  const situations = await readTombstones(sql, entity, tombstones);
  const found = situations.filter(({ ids, tombstone, version }) => ids !== null && tombstone.version >= (version ?? 0));
  const newerChildren = await readNewerChildren(sql, entity, found);
  const peopleOfHq = entity === 'user' ? await readPeopleOfHq(sql, found) : new Set<TombstoneSituation>();
  const deleted: TombstoneSituation[] = [];
  const kept: Tombstone[] = [];
  for (const situation of situations) {
    const { tombstone, ids, version, tombstoneVersion } = situation;
    const { externalId } = tombstone;
    const waitsFor = newerChildren.get(situation);
    if (tombstone.version < (version ?? 0) || tombstone.version < (tombstoneVersion ?? 0)) outcomes.set(tombstone, stale(externalId));
    else if (peopleOfHq.has(situation))
      outcomes.set(
        tombstone,
        ofHq(externalId, 'HQ keeps an account that this person is in. Take the person out of it there, or keep the login.'),
      );
    else if (waitsFor !== undefined)
      outcomes.set(tombstone, valueHeld(externalId, null, 'Records of a newer version belong to it; send them first', waitsFor));
    else if (ids === null && tombstone.version === tombstoneVersion) outcomes.set(tombstone, unchanged(externalId));
    else {
      outcomes.set(tombstone, applied(externalId));
      kept.push(tombstone);
      if (ids !== null) deleted.push(situation);
    }
  }
  if (entity === 'account') await keepProjectIds(sql, deleted);
  await deleteRows(sql, entity, deleted);
  const ids = new Map(deleted.map(({ tombstone, ids }) => [tombstone, ids?.[1] === null ? ids[0] : null]));
  await keepTombstones(
    sql,
    entity,
    kept.map((tombstone) => ({ externalId: tombstone.externalId, version: tombstone.version, hqId: ids.get(tombstone) ?? null })),
  );
  return outcomes;
}

async function deleteRows(sql: Queryable, entity: Entity, deleted: readonly TombstoneSituation[]): Promise<void> {
  if (deleted.length === 0) return;
  const { table, keys } = tables[entity];
  const sorted = deleted.toSorted((a, b) => (a.tombstone.externalId < b.tombstone.externalId ? -1 : 1));
  // A row that went over to another record while this waited for it is not the record's any more, though it has the same id.
  const second = keys[1] === undefined ? 'and r.external_id = k.external_id' : `and r.${keys[1]} = k.second_id`;
  const result = await sql.unsafe(
    `
    delete from ${table} r
    using unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) as k(id, second_id, version, external_id)
    where r.${keys[0]} = k.id ${second} and r.source_version <= k.version`,
    [
      arrayLiteral(sorted.map(({ ids }) => ids?.[0] ?? null)),
      arrayLiteral(sorted.map(({ ids }) => ids?.[1] ?? null)),
      arrayLiteral(sorted.map(({ tombstone }) => tombstone.version)),
      arrayLiteral(sorted.map(({ tombstone }) => tombstone.externalId)),
    ],
    { prepare: true },
  );
  if (result.count !== deleted.length) throw new OvertakenError();
}

/** Field remembers the HQ ids of projects. One that comes back with its account has to find its id known. */
async function keepProjectIds(sql: Queryable, accounts: readonly TombstoneSituation[]): Promise<void> {
  if (accounts.length === 0) return;
  await sql.unsafe(
    `
    insert into tombstones (entity, external_id, version, hq_id)
    select 'project', project.external_id, project.source_version, project.id
    from projects project
    where project.account_id = any($1::uuid[]) and project.external_id is not null
    on conflict (entity, external_id) do nothing`,
    [arrayLiteral(accounts.map(({ ids }) => ids?.[0] ?? null))],
  );
}
