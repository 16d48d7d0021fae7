import { type AdministrationClient, type FieldDatabase, whoKeeps } from '@hq-field/field-adapter';
import type { Gates } from '@hq-field/gates';
import type { Administration, Administrations } from './administration.ts';
import { hqAdministration } from './hq-administration.ts';
import { legacyReads } from './legacy-reads.ts';
import { legacyWrites } from './legacy-writes.ts';

type Closed = NonNullable<Administration['closed']>;

const locked: Closed = {
  title: 'The administration is read-only while it moves to HQ',
  text: 'Nothing can be changed until the move is over; everything can be read. Note what you want to change and come back later. Projects go on as usual.',
  status: 423,
};

const elsewhere: Closed = {
  title: 'The administration lives in HQ',
  text: 'What Field shows here can be read only. Change the account, its people, companies and projects in HQ, and begin new accounts there; Field takes them from HQ.',
  status: 409,
};

/** The gate says `legacy` for an account that HQ keeps: somebody has turned it alone. */
const keptByHq = (account: string): Closed => ({
  title: 'HQ keeps the administration of this account',
  text:
    'Field shows what it has of it and takes no change, or HQ and Field would part. Tell whoever runs Field: the gate field.administration was turned without the account. ' +
    `It comes back to Field by \`pnpm migrate authority move --to field --accounts ${account}\`; with \`--to hq\` these pages work in HQ again.`,
  status: 409,
  keeper: 'HQ, not here',
});

/**
 * The administration of every mode. Without `hq` nobody can say what HQ holds: then mode `hq` shows Field's tables, read-only. What is locked
 * says the words that were set with the gate, else its own.
 */
export function administrationsOf(field: FieldDatabase, hq: AdministrationClient | null, gates: Pick<Gates, 'words'>): Administrations {
  const reads = legacyReads(field);
  const legacy: Administration = { ...reads, writes: legacyWrites(field), closed: null };
  const readOnly = (closed: Closed): Administration => ({ ...reads, writes: null, closed });
  const lockedInWords = async () => readOnly({ ...locked, text: (await gates.words('field.administration')) ?? locked.text });
  return {
    legacy,
    async of(mode, account, person) {
      if (mode === 'locked') return lockedInWords();
      if (mode === 'hq') return hq === null ? readOnly(elsewhere) : hqAdministration({ field, hq, person });
      const keeper = account === null ? 'field' : await whoKeeps(field, account);
      if (account === null || keeper === 'field') return legacy;
      return keeper === 'moving' ? lockedInWords() : readOnly(keptByHq(account));
    },
  };
}
