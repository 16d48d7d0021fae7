import type { RecordKey } from '@hq-field/contracts';
import type { MappedRecord } from './map-record.ts';

/** The records that HQ must hold before it takes this one; none of a record that is gone or refused. */
export function parentsOf(record: MappedRecord): RecordKey[] {
  if (record.data === null) return [];
  const data = record.data as unknown as Record<string, unknown>;
  const parents: RecordKey[] = [];
  for (const entity of ['account', 'user', 'company', 'project'] as const) {
    const externalId = entity === record.entity ? null : data[entity];
    if (typeof externalId === 'string') parents.push({ entity, externalId });
  }
  if (record.entity === 'projectMember') parents.push({ entity: 'accountMember', externalId: `${record.account}:${String(data['user'])}` });
  return parents;
}
