import { type Entity, entityNames } from '../../v1/entities/index.ts';
import type { RecordKey } from '../../v1/envelope.ts';
import type { Outcome } from '../../v1/outcome.ts';
import { valueHeld } from './outcomes.ts';
import { isResource, nameOf, type Row, type Store, type Upsert } from './store.ts';

/** Deletes one record, and keeps the version of the deletion, also of a record that the stub never had. */
export function applyTombstone(store: Store, entity: Entity, externalId: string, version: number): Outcome {
  const name = `${entity} ${externalId}`;
  const row = store.find(entity, externalId);
  const tombstone = store.tombstones.get(name);
  if (version < (row?.version ?? 0) || version < (tombstone?.version ?? 0)) return { outcome: 'stale', externalId };
  const newer = row === null ? [] : newerChildren(store, row, version);
  if (newer.length > 0) return valueHeld(externalId, null, newer);
  if (row === null && tombstone?.version === version) return { outcome: 'unchanged', externalId };
  if (row !== null) {
    if (entity === 'account') keepProjectIds(store, row);
    store.delete(row);
  }
  store.tombstones.set(name, { version, hqId: (isResource(entity) ? row?.id : null) ?? tombstone?.hqId ?? null });
  return { outcome: 'applied', externalId };
}

/**
 * Joins go over with the row of a record that is united. One whose deletion under its new name came before goes now; while children of a newer
 * version keep it, who unites waits, so that it comes again with them. Null when nothing keeps one.
 */
export function applyJoinsGoneBefore(store: Store, { entity: united, externalId }: Upsert): Outcome | null {
  const row = store.find(united, externalId);
  for (const entity of ['projectMember', 'projectCompany', 'accountMember'] as const)
    for (const join of store.rows[entity]) {
      const name = nameOf(join) ?? '';
      const tombstone = store.tombstones.get(`${entity} ${name}`);
      const isTheirs = join.user === row || (entity === 'projectCompany' && join.company === row);
      if (row === null || !isTheirs || tombstone === undefined || tombstone.version < join.version) continue;
      const outcome = applyTombstone(store, entity, name, tombstone.version);
      if (outcome.outcome === 'deferred') return valueHeld(externalId, null, [{ entity, externalId: name }, ...outcome.waitsFor]);
    }
  return null;
}

/** Children of a newer version were alive when Field knew more than the tombstone says; deleting them would lose their state. */
function newerChildren(store: Store, row: Row, version: number): RecordKey[] {
  const children: RecordKey[] = [];
  for (const entity of entityNames) {
    for (const child of store.rows[entity]) {
      const externalId = nameOf(child);
      if (child.version <= version || externalId === null || !hangsOn(child, row)) continue;
      children.push({ entity, externalId });
      // The project may have moved to another account: its own state has to come along.
      if (row.entity === 'accountMember') children.push({ entity: 'project', externalId: child.project?.externalId ?? '' });
    }
  }
  return children;
}

function hangsOn(child: Row, row: Row): boolean {
  if (row.entity === 'accountMember')
    return child.entity === 'projectMember' && child.user === row.user && child.project?.account === row.account;
  if (child.account === row || child.user === row || child.company === row || child.project === row) return true;
  return child.entity === 'projectMember' && row.entity === 'account' && child.project?.account === row;
}

/** Field remembers the HQ ids of projects: one that comes back with its account has to find its id known. */
function keepProjectIds(store: Store, account: Row): void {
  for (const project of store.rows.project) {
    const name = `project ${project.externalId}`;
    if (project.account === account && project.externalId !== null && !store.tombstones.has(name))
      store.tombstones.set(name, { version: project.version, hqId: project.id });
  }
}
