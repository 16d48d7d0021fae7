import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../v1/outcome.ts';
import { parentsIn, waitForParents } from './missing-parents.ts';
import { rejected } from './outcomes.ts';
import type { Store, Upsert } from './store.ts';

/** The record's own values: what is neither a parent nor in the parents' names. */
function values({ data }: Pick<Upsert, 'data'>): unknown {
  const { account: _account, user: _user, company: _company, project: _project, ...rest } = data;
  return rest;
}

/** Applies one accountMember, projectCompany or projectMember. */
export function applyJoin(store: Store, upsert: Upsert): Outcome {
  const { entity, externalId, version, data } = upsert;
  const names = (['account', 'project', 'user', 'company'] as const).map((field) => data[field] as string | null | undefined);
  const [left, right] = names.filter((name) => name != null);
  if (externalId !== `${left}:${right}`) return rejected(externalId, 'value_refused', null, null);

  const parents = parentsIn(store, upsert);
  const held = store.find(entity, externalId);
  const tombstone = store.tombstones.get(`${entity} ${externalId}`);
  if (version < (tombstone?.version ?? 0) || version < (held?.version ?? 0)) return { outcome: 'stale', externalId };

  const waits = waitForParents(store, upsert);
  if (waits !== null) return waits;
  if (held !== null && held.version === version && held.company === parents.company && isDeepStrictEqual(values(held), values(upsert)))
    return { outcome: 'unchanged', externalId };
  store.tombstones.delete(`${entity} ${externalId}`);
  if (held === null) store.add(entity, null, version, data, parents);
  else Object.assign(held, { version, data, company: parents.company });
  return { outcome: 'applied', externalId };
}
