import type { Entity } from '@hq-field/contracts';
import type { FieldSession } from '../field-db/open-field.ts';
import { readRecords } from '../field-db/read-records.ts';
import { mapRecord } from '../mapping/map-record.ts';
import { touchKeys } from '../outbox/touches.ts';

/** HQ's alone: Field has no place for them. */
const ofHqAlone = new Set(['constructionType', 'contractType']);

/**
 * Puts a record into the outbox when Field's own reading of it is not what HQ has put: no currency, a language that Field does not
 * have. HQ then gets what Field holds, as after any change, and both are the same. A record that Field holds as it was put is not sent.
 */
export async function sendDifferences(
  sql: FieldSession,
  entity: Entity & ('account' | 'project'),
  externalId: string,
  account: string,
  put: Record<string, unknown>,
): Promise<void> {
  const row = (await readRecords(sql, entity, [externalId])).get(externalId);
  const data: Record<string, unknown> | null = row === undefined ? null : mapRecord(entity, row as never).data;
  const isSame = data !== null && Object.keys(data).every((field) => ofHqAlone.has(field) || data[field] === put[field]);
  if (!isSame) await touchKeys(sql, null, [{ entity, externalId, account }]);
}
