import type { RecordKey } from '@hq-field/contracts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { touchKeys } from '../outbox/touches.ts';
import { touchProjects } from '../outbox/touch-accounts.ts';
import { leaveQuarantine, waitingFor } from '../quarantine/quarantine.ts';
import { addressed } from './put-aside.ts';

/** Takes records out of quarantine that HQ holds now, and tries whoever waited for one of them: children of a mended parent, holders of a name that is free now. */
export async function release(field: FieldDatabase, version: number, held: readonly RecordKey[]): Promise<void> {
  await leave(field, version, held);
  await tryWaiting(field, held);
}

/** The same among records that wait for each other: only those that left quarantine set others free. */
export async function releaseSettled(field: FieldDatabase, version: number, held: readonly RecordKey[]): Promise<void> {
  await tryWaiting(field, await leave(field, version, held));
}

/**
 * A project leaves with everything on it: while HQ held an older copy of it, maybe in another account, what HQ took for that copy may have
 * gone with a membership that ended.
 */
async function leave(field: FieldDatabase, version: number, held: readonly RecordKey[]): Promise<RecordKey[]> {
  const left = await leaveQuarantine(field, version, held);
  await touchProjects(
    field,
    left.flatMap(({ entity, externalId }) => (entity === 'project' ? [externalId] : [])),
  );
  return left;
}

async function tryWaiting(field: FieldDatabase, freed: readonly RecordKey[]): Promise<void> {
  await touchKeys(field, null, (await waitingFor(field, freed)).map(addressed));
}
