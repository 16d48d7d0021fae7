import type { RecordKey } from '@hq-field/contracts';
import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { touchKeys } from '../outbox/touches.ts';
import { touchProjects } from '../outbox/touch-accounts.ts';
import { concernsQuarantine, leaveQuarantine, waitingFor } from '../quarantine/quarantine.ts';
import { addressed } from './put-aside.ts';

// What left quarantine is gone from there, and nothing else tells that somebody waited for it: all of a release is one transaction, or the
// process that dies in its middle leaves them waiting for good. Most sends release nobody, and ask one question.

/** Takes records out of quarantine that HQ holds now, and tries whoever waited for one of them: children of a mended parent, holders of a name that is free now. */
export async function release(field: FieldDatabase, version: number, held: readonly RecordKey[]): Promise<void> {
  await releasing(field, held, async (sql) => {
    await leave(sql, version, held);
    await tryWaiting(sql, held);
  });
}

/** The same among records that wait for each other: only those that left quarantine set others free. */
export async function releaseSettled(field: FieldDatabase, version: number, held: readonly RecordKey[]): Promise<void> {
  await releasing(field, held, async (sql) => tryWaiting(sql, await leave(sql, version, held)));
}

async function releasing(field: FieldDatabase, held: readonly RecordKey[], work: (sql: FieldSession) => Promise<void>): Promise<void> {
  if (await concernsQuarantine(field, held)) await despiteDeadlocks(() => field.begin(work));
}

/**
 * A project leaves with everything on it: while HQ held an older copy of it, maybe in another account, what HQ took for that copy may have
 * gone with a membership that ended.
 */
async function leave(sql: FieldSession, version: number, held: readonly RecordKey[]): Promise<RecordKey[]> {
  const left = await leaveQuarantine(sql, version, held);
  await touchProjects(
    sql,
    left.flatMap(({ entity, externalId }) => (entity === 'project' ? [externalId] : [])),
  );
  return left;
}

async function tryWaiting(sql: FieldSession, freed: readonly RecordKey[]): Promise<void> {
  await touchKeys(sql, null, (await waitingFor(sql, freed)).map(addressed));
}
