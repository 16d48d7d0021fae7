import { type Note, RefusedError } from './mapped.ts';
import { word } from './text-values.ts';

export type MembershipStatus = 'active' | 'pending' | 'inactive';
const strength: readonly MembershipStatus[] = ['active', 'pending', 'inactive'];
const meanings = new Map<string, MembershipStatus>([
  ['active', 'active'],
  ['disabled', 'inactive'],
  ['inactive', 'inactive'],
  ['invited', 'pending'],
  ['pending', 'pending'],
]);

const meaningOf = (value: string | null): MembershipStatus | undefined => {
  const status = word(value);
  return status === null ? 'active' : meanings.get(status);
};

/** The strongest status of rows that say the same membership. */
export function membershipStatus(statuses: readonly (string | null)[], note: Note): MembershipStatus {
  const found = new Set(statuses.map((status) => one(status, note)));
  return strength.find((status) => found.has(status)) as MembershipStatus;
}

/** As it is stored, the status that counts for rows of one membership: a word that no rule knows, which refuses the record, else the strongest. */
export function strongestStatus(statuses: readonly (string | null)[]): string | null {
  const found = statuses.map(meaningOf);
  const counts = [undefined, ...strength].find((meaning) => found.includes(meaning));
  return statuses[found.indexOf(counts)] ?? null;
}

function one(value: string | null, note: Note): MembershipStatus {
  if (word(value) === null) note('member-status-default');
  const meaning = meaningOf(value);
  if (meaning === undefined)
    throw new RefusedError('value_invalid', 'status', 'status is none of active, disabled, inactive, invited and pending');
  return meaning;
}

/** The company of the first row that has a usable one. */
export function membershipCompany(rows: readonly { company: string | null; companyDropped: boolean }[], note: Note): string | null {
  if (rows.some((row) => row.companyDropped)) note('company-dropped');
  return rows.find((row) => row.company !== null)?.company ?? null;
}

/** externalId of a living person; a missing or deleted login refuses the record. */
export function livingUser(user: string | null, living: boolean): string {
  if (user !== null && living) return user;
  throw new RefusedError(
    'parent_missing',
    'user',
    user === null ? 'the login does not exist in Field' : 'the login is deleted in Field',
    user === null ? null : { entity: 'user', externalId: user },
  );
}

/** externalId of a living project; a missing or deleted one refuses the record. */
export function livingProject(project: { externalId: string; living: boolean } | null): string {
  if (project?.living) return project.externalId;
  throw new RefusedError(
    'parent_missing',
    'project',
    project === null ? 'the project does not exist in Field' : 'the project is deleted in Field',
    project === null ? null : { entity: 'project', externalId: project.externalId },
  );
}
