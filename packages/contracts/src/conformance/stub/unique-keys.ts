import type { Entity } from '../../v1/entities/index.ts';
import { emailKey, nameKey } from '../../v1/keys.ts';

type Fields = Record<string, unknown>;

/** A value that no two rows share, with the code of a true clash. */
interface UniqueValue {
  field: string;
  taken: 'email_taken' | 'uid_taken' | 'name_taken';
  key(data: Fields): string | null;
}

const name = (data: Fields): string => nameKey(String(data['name']));

/** Unique values of each entity, strongest first. */
export const uniqueValues: Partial<Record<Entity, readonly UniqueValue[]>> = {
  user: [
    { field: 'oxygenUid', taken: 'uid_taken', key: (data) => data['oxygenUid'] as string | null },
    { field: 'email', taken: 'email_taken', key: (data) => emailKey(String(data['email'])) },
  ],
  company: [{ field: 'name', taken: 'name_taken', key: name }],
  // An archived project reserves no name.
  project: [{ field: 'name', taken: 'name_taken', key: (data) => (data['status'] === 'archived' ? null : name(data)) }],
};

/** The keys that a record claims; those of companies and projects count inside their account. */
export function claimedKeys(entity: Entity, data: Fields, accountId: string | null): (string | null)[] {
  return (uniqueValues[entity] ?? []).map(({ key }) => {
    const claimed = key(data);
    return claimed === null || entity === 'user' ? claimed : `${accountId} ${claimed}`;
  });
}
