import { createHash } from 'node:crypto';
import type { Edit, Values } from './administration.ts';
import { WriteRefusedError } from './write-refused-error.ts';

/**
 * What a form showed, in short. Of the values and not of updated_at, which Rails leaves alone in many updates; so two people who edit
 * different things of one row do not get into each other's way.
 */
export function digestOf(values: Values): string {
  const sorted = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted), 'utf8').digest('base64url');
}

/** Throws when what is stored is no longer what the form showed. Ask with the row locked. */
export function refuseNewer({ seen }: Edit, current: Values): void {
  if (digestOf(current) !== seen) throw new WriteRefusedError({ code: 'newer', current }, 'Somebody else has changed this meanwhile.');
}
