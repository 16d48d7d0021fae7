import type { Entity } from '@hq-field/contracts';

/** A guid that the contract takes as it is, and that no join's name hides: those part their parents by a colon, and rows without a parent have a "#". */
const guid = '(?:(?![:#])[\\x21-\\x7e]){1,36}';
const ofRecord = new RegExp(`^${guid}$`, 'u');
const ofJoin = new RegExp(`^${guid}:${guid}$`, 'u');
const joins: readonly Entity[] = ['accountMember', 'projectCompany', 'projectMember'];

/** Whether HQ can be told of a record, and hold one, under this externalId. Field's guids are any text of 36 characters. Pure. */
export function isContractKey(entity: Entity, externalId: string): boolean {
  return (joins.includes(entity) ? ofJoin : ofRecord).test(externalId);
}
