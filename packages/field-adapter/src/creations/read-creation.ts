import { randomUUID } from 'node:crypto';
import type { Creation, Entity, EntityData, RecordKey } from '@hq-field/contracts';
import { readCurrent, rememberSentAhead } from '../delivery/read-fresh.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { drawVersion } from '../outbox/versions.ts';
import { findPerson } from './find-person.ts';

/** What Field has just committed. */
export interface NewRecord {
  entity: 'account' | 'project';
  /** Guid of the account or project. */
  externalId: string;
  /** Guid of the login of who created it; null when nobody is to be named. */
  creator: string | null;
}

/** A creation as it can be posted, with its records; or why it is left to the outbox. */
export type ReadCreation = { creation: Creation; records: MappedRecord[] } | { left: string };

/**
 * Reads what was just committed and makes it a creation. Its key is fresh: a creation is read once, and posted again with the same
 * body only. The order stands, as in every send: mark as sent ahead, draw the version, read. No row of the outbox is claimed, so
 * none is acknowledged: the relay sends the same records once more, and HQ takes them as the newer copy of what it has.
 */
export async function readCreation(field: FieldDatabase, { entity, externalId, creator }: NewRecord): Promise<ReadCreation> {
  const account = entity === 'account' ? externalId : await accountOf(field, externalId);
  if (account === null) return { left: 'Field has no such project, or it has no account' };
  const person = creator === null ? null : await findPerson(field, creator);
  const keys: RecordKey[] = [{ entity, externalId }];
  if (person !== null) {
    keys.push({ entity: 'user', externalId: person }, { entity: 'accountMember', externalId: `${account}:${person}` });
    if (entity === 'project') keys.push({ entity: 'projectMember', externalId: `${externalId}:${person}` });
  }
  // Their accounts may be planned, which Field cannot know (ADR 0003). Before the version is drawn.
  await rememberSentAhead(field, keys);
  const version = await drawVersion(field);
  const records = await readCurrent({ field }, keys);
  const creation = toCreation(entity, version, records);
  if (creation !== null) return { creation, records };
  const refusal = records.find((record) => record.entity === entity)?.refusal;
  return { left: refusal === undefined || refusal === null ? `the ${entity} is gone` : `the ${entity} cannot go: ${refusal.message}` };
}

function toCreation(entity: NewRecord['entity'], version: number, records: readonly MappedRecord[]): Creation | null {
  const head = { source: 'field' as const, idempotencyKey: randomUUID(), version };
  const [user, accountMember, projectMember] = [named(records, 'user'), named(records, 'accountMember'), named(records, 'projectMember')];
  // A creator who cannot go now goes later: the outbox has them too.
  if (entity === 'account') {
    const account = named(records, 'account');
    const creator = user === null || accountMember === null ? null : { user, accountMember };
    return account === null ? null : { ...head, account, creator };
  }
  const project = named(records, 'project');
  const creator = user === null || accountMember === null || projectMember === null ? null : { user, accountMember, projectMember };
  return project === null ? null : { ...head, project, creator };
}

/** The record of an entity, of which a creation has one at most; null when it is gone or refused. */
function named<E extends Entity>(records: readonly MappedRecord[], entity: E): { externalId: string; data: EntityData[E] } | null {
  const record = records.find((one) => one.entity === entity);
  return record === undefined || record.data === null ? null : { externalId: record.externalId, data: record.data as EntityData[E] };
}

async function accountOf(field: FieldDatabase, project: string): Promise<string | null> {
  const [row] = await field<{ account: string }[]>`
    select a.guid::text as account from projects p join accounts a on a.id = p.account_id where p.guid = ${project}`;
  return row?.account ?? null;
}
