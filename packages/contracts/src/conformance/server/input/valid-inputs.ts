import type { Entity } from '../../../v1/entities/index.ts';
import { sample } from '../../sample-records.ts';
import { type Customer, fresh } from '../fresh.ts';
import type { Change, Path } from './change.ts';

/** A record of each entity whose name is fresh, and whose parents are those of a customer that HQ holds. */
export function freshRecord(entity: Entity, { account, user, project, company }: Customer): object {
  if (entity === 'account') return sample.account(fresh());
  if (entity === 'user') return sample.user(fresh(), { formerly: [fresh()] });
  if (entity === 'company') return sample.company(account, fresh(), { formerly: [fresh()] });
  if (entity === 'accountMember') return sample.accountMember(account, user);
  if (entity === 'project') return sample.project(account, fresh());
  if (entity === 'projectCompany') return sample.projectCompany(project, company);
  return sample.projectMember(project, user);
}

export function batchOf(entity: Entity, records: readonly unknown[]): object {
  return { source: 'field', batchId: fresh(), records: { [entity]: records } };
}

/** Fields that the contract ties together: when one is changed in a way it allows, the others follow. */
export function followUps(entity: Entity, path: Path, change: Change): { path: Path; change: Change }[] {
  const set = (field: string, value: unknown) => [{ path: ['records', entity, 0, 'data', field], change: { kind: 'set' as const, value } }];
  const value = change.kind === 'set' ? change.value : undefined;
  const field = path.at(-1);
  if (field === 'kind' && value === 'trial') return set('trialEndsOn', '2020-01-01');
  if (field === 'trialEndsOn' && value !== null) return set('kind', 'trial');
  if (field === 'startDate') return set('endDate', '9999-12-31');
  if (field === 'endDate') return set('startDate', '0001-01-01');
  // Names and versions at their bounds belong to a record that HQ rejects, so that none of them stays in HQ.
  if (entity === 'account' && (field === 'version' || field === 'externalId')) return set('hqId', fresh());
  return [];
}
