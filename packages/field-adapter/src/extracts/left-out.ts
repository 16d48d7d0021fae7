// A row is left out when its record is listed, or its user or company is: their values stand in the row.
import type { Entity } from '@hq-field/contracts';

/** Entities whose rows have values of a user, and of a company. */
const withUser: ReadonlySet<Entity> = new Set<Entity>(['accountMember', 'projectMember']);
const withCompany: ReadonlySet<Entity> = new Set<Entity>(['accountMember', 'projectCompany', 'projectMember']);

/** Condition over a row with external_id, user_external_id and company_external_id; `list` is a relation (entity, external_id). */
export function isListed(entity: Entity, row: string, list: string): string {
  const listed = (column: string, of: Entity): string =>
    `coalesce(${row}.${column} in (select external_id from ${list} where entity = '${of}'), false)`;
  const conditions = [listed('external_id', entity)];
  if (withUser.has(entity)) conditions.push(listed('user_external_id', 'user'));
  if (withCompany.has(entity)) conditions.push(listed('company_external_id', 'company'));
  return `(${conditions.join(' or ')})`;
}
