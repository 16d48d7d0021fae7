import type { Entity } from '../../v1/entities/index.ts';
import type { RecordKey } from '../../v1/envelope.ts';
import type { Outcome } from '../../v1/outcome.ts';
import { parentUnknown } from './outcomes.ts';
import { nameOf, type Parents, type Row, type Store, type Upsert } from './store.ts';

/** The rows that a record names. */
export function parentsIn(store: Store, { data }: Upsert): Parents {
  const find = (field: keyof Parents) => store.find(field, (data[field] as string | null | undefined) ?? null);
  return { account: find('account'), project: find('project'), user: find('user'), company: find('company') };
}

/** What a record comes to while the stub lacks what it hangs on or names; null when nothing is missing. */
export function waitForParents(store: Store, upsert: Upsert): Outcome | null {
  const keys = missing(store, upsert);
  const [first] = keys;
  return first === undefined ? null : parentUnknown(upsert.externalId, first.entity === 'accountMember' ? 'user' : first.entity, keys);
}

function missing(store: Store, upsert: Upsert): RecordKey[] {
  const { entity, data } = upsert;
  const { account, project, user, company } = parentsIn(store, upsert);
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
