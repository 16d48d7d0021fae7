import type { AdministrationClient, FieldDatabase } from '@hq-field/field-adapter';
import type { Administration, Administrations } from './administration.ts';
import { hqAdministration } from './hq-administration.ts';
import { legacyReads } from './legacy-reads.ts';
import { legacyWrites } from './legacy-writes.ts';

/** The administration of every mode. Without `hq` nobody can say what HQ holds: then mode `hq` shows Field's tables, read-only. */
export function administrationsOf(field: FieldDatabase, hq: AdministrationClient | null): Administrations {
  const reads = legacyReads(field);
  const legacy: Administration = { ...reads, writes: legacyWrites(field), closed: null };
  const locked: Administration = {
    ...reads,
    writes: null,
    closed: {
      title: 'The administration is read-only while it moves to HQ',
      text: 'Nothing can be changed until the move is over; everything can be read. Note what you want to change and come back later. Projects go on as usual.',
      status: 423,
    },
  };
  const elsewhere: Administration = {
    ...reads,
    writes: null,
    closed: {
      title: 'The administration lives in HQ',
      text: 'What Field shows here can be read only. Change the account, its people, companies and projects in HQ, and begin new accounts there; Field takes them from HQ.',
      status: 409,
    },
  };
  return {
    legacy,
    of(mode, person) {
      if (mode === 'legacy') return legacy;
      if (mode === 'locked') return locked;
      return hq === null ? elsewhere : hqAdministration({ field, hq, person });
    },
  };
}
