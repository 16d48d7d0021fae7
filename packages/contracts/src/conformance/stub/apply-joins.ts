import { isDeepStrictEqual } from 'node:util';
import type { Entity } from '../../v1/entities/index.ts';
import type { RecordKey } from '../../v1/envelope.ts';
import type { Outcome } from '../../v1/outcome.ts';
import { parentUnknown, rejected } from './outcomes.ts';
import { nameOf, type Parents, type Row, type Store, type Upsert } from './store.ts';

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

  const waitsFor = missing(store, upsert, parents);
  const [first] = waitsFor;
  if (first !== undefined) return parentUnknown(externalId, first.entity === 'accountMember' ? 'user' : first.entity, waitsFor);
  if (held !== null && held.version === version && held.company === parents.company && isDeepStrictEqual(values(held), values(upsert)))
    return { outcome: 'unchanged', externalId };
  store.tombstones.delete(`${entity} ${externalId}`);
  if (held === null) store.add(entity, null, version, data, parents);
  else Object.assign(held, { version, data, company: parents.company });
  return { outcome: 'applied', externalId };
}

/** What a join that this batch brought has come to, when a deletion of the batch took a parent away, and the join with it; null when it stands. */
export function goneWithParent(store: Store, upsert: Upsert): Outcome | null {
  if (store.find(upsert.entity, upsert.externalId) !== null) return null;
  const [first, ...others] = missing(store, upsert, parentsIn(store, upsert));
  if (first === undefined) return null;
  return parentUnknown(upsert.externalId, first.entity === 'accountMember' ? 'user' : first.entity, [first, ...others]);
}

function parentsIn(store: Store, { entity, data }: Upsert): Parents {
  const [account = null, project = null, user = null, company = null] = (['account', 'project', 'user', 'company'] as const).map((field) =>
    store.find(field, (data[field] as string | null | undefined) ?? null),
  );
  return { account: entity === 'accountMember' ? account : null, project, user, company };
}

function missing(store: Store, { entity, data }: Upsert, { account, project, user, company }: Parents): RecordKey[] {
  const key = (of: Entity, name: unknown): RecordKey => ({ entity: of, externalId: String(name) });
  const home: Row | null = account ?? project?.account ?? null;
  const isCompanyMissing = data['company'] != null && (company === null || (home !== null && company.account !== home));
  const waits: RecordKey[] = [];
  if (data['account'] !== undefined && account === null) waits.push(key('account', data['account']));
  // A project and a company of different accounts: either may be the one whose move has not arrived.
  const isElsewhere = entity === 'projectCompany' && project !== null && company !== null && isCompanyMissing;
  if (isElsewhere) return [key('company', data['company']), key('project', data['project'])];
  if (data['project'] !== undefined && project === null) waits.push(key('project', data['project']));
  if (data['user'] !== undefined && user === null) waits.push(key('user', data['user']));
  if (entity === 'projectMember' && home !== null && !isMember(store, home, String(data['user'])))
    waits.push(key('accountMember', `${home.externalId}:${String(data['user'])}`));
  if (isCompanyMissing) waits.push(key('company', data['company']));
  return waits;
}

function isMember(store: Store, account: Row, user: string): boolean {
  const member = store.find('accountMember', `${account.externalId}:${user}`);
  return member !== null && nameOf(member) === `${account.externalId}:${user}`;
}
