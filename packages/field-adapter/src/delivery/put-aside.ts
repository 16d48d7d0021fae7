import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { touchKeys } from '../outbox/touches.ts';
import { quarantine, type Refused } from '../quarantine/quarantine.ts';

// A refusal may come into quarantine after the mended record reached HQ, or after the record is gone: two senders may have one record in hand and
// one of them may sleep, and what a walk has read is old. So what was not there before is looked at once more after its entry stands, and so is what
// waits for another record than before; the second look claims, draws and reads, and keeps the entry or takes it away. For that the record goes into
// the outbox
// - with the entry (`putAside`), for what was read with a version of its own: by the live stream, or by a walk that settles what waits for each other;
// - with the entry too, for people on the pages of a walk: they are in no account, and a walk that resumes has another version than before;
// - at the end of the walk (`releaseRefusals`, `asideWithParents`), for all else on its pages: what is in its accounts, up to its version.

/** A refused record as quarantine keeps it. */
export function asRefused(record: MappedRecord): Refused {
  if (record.refusal === null) throw new Error('only a refused record goes into quarantine');
  return { entity: record.entity, externalId: record.externalId, account: record.account, refusal: record.refusal };
}

/**
 * Puts records that were refused at a version into quarantine, and those that are to be looked at once more into the outbox. One transaction: an entry that
 * nobody looks at again may be wrong for good.
 */
export async function putAside(field: FieldDatabase, version: number, refused: readonly Refused[]): Promise<void> {
  if (refused.length === 0) return;
  await despiteDeadlocks(() =>
    field.begin(async (sql) => {
      const aside = await quarantine(sql, version, refused);
      await touchKeys(sql, null, aside.map(addressed));
    }),
  );
}

/** The same for the pages of a walk: only people go into the outbox, the end of the walk looks at the others. */
export async function putAsideInWalk(field: FieldDatabase, version: number, refused: readonly Refused[]): Promise<void> {
  const isPerson = ({ entity }: Refused) => entity === 'user';
  await putAside(field, version, refused.filter(isPerson));
  const inAccounts = refused.filter((one) => !isPerson(one));
  await despiteDeadlocks(() => quarantine(field, version, inAccounts));
}

/** A record of the outbox: people are nobody's, what has no account is of the unassigned unit. */
export function addressed(record: { entity: string; externalId: string; account?: string | null }) {
  return {
    entity: record.entity,
    externalId: record.externalId,
    account: record.entity === 'user' ? null : (record.account ?? unassignedAccount),
  };
}
