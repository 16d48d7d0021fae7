import type { FieldDatabase } from '@hq-field/field-adapter';
import type { Administration, Administrations } from './administration.ts';
import { legacyReads } from './legacy-reads.ts';
import { legacyWrites } from './legacy-writes.ts';

/**
 * The administration of every mode. HQ's own takes the place of `hq` here: it brings reads and writes, and the pages stay as they are.
 */
export function administrationsOf(field: FieldDatabase): Administrations {
  const reads = legacyReads(field);
  const legacy: Administration = { ...reads, writes: legacyWrites(field), closed: null };
  return {
    legacy,
    locked: {
      ...reads,
      writes: null,
      closed: {
        title: 'The administration is read-only while it moves to HQ',
        text: 'Nothing can be changed until the move is over; everything can be read. Note what you want to change and come back later. Projects go on as usual.',
        status: 423,
      },
    },
    hq: {
      ...reads,
      writes: null,
      closed: {
        title: 'The administration lives in HQ',
        text: 'What Field shows here can be read only. Change the account, its people, companies and projects in HQ, and begin new accounts there; Field takes them from HQ.',
        status: 409,
      },
    },
  };
}
