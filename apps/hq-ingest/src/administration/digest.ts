import { createHash } from 'node:crypto';

/** What somebody was shown, in short. Of the values and not of the row, so that two people who edit different things do not get into each other's way. */
export function digestOf(values: object): string {
  const sorted = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted), 'utf8').digest('base64url');
}
