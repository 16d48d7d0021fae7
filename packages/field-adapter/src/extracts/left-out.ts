// A row is left out when its record is listed, or its user or company is: their values stand in the row.
import type { Entity } from '@hq-field/contracts';

/** Condition over a row with external_id, user_external_id and company_external_id; `list` is a relation (entity, external_id). */
export function isListed(entity: Entity, row: string, list: string): string {
  const listed = (column: string, of: Entity): string =>
    `coalesce(${row}.${column} in (select external_id from ${list} where entity = '${of}'), false)`;
  return `(${listed('external_id', entity)} or ${listed('user_external_id', 'user')} or ${listed('company_external_id', 'company')})`;
}
