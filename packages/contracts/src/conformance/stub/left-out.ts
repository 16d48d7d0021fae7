import type { RecordKey } from '../../v1/envelope.ts';
import { nameOf, type Row, type Store } from './store.ts';

export function excludedNames(exclude: readonly RecordKey[]): ReadonlySet<string> {
  return new Set(exclude.map(({ entity, externalId }) => `${entity} ${externalId}`));
}

/** A row is left out when it is named, or when its user or company is: their values stand in it. */
export function isLeftOut(row: Row, excluded: ReadonlySet<string>): boolean {
  if (excluded.size === 0) return false;
  return [`${row.entity} ${nameOf(row)}`, `user ${row.user?.externalId}`, `company ${row.company?.externalId}`].some((name) =>
    excluded.has(name),
  );
}

/** externalIds of the accounts that a user is a member of; a member that is left out puts nobody in. */
export function accountsOfUser(store: Store, user: Row, excluded: ReadonlySet<string>): string[] {
  const members = [...store.rows.accountMember].filter((member) => member.user === user && !isLeftOut(member, excluded));
  return members.flatMap(({ account }) => account?.externalId ?? []);
}
