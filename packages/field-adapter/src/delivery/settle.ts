import { entityNames, type QuarantineCode, type RecordKey } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import type { MappedRecord } from '../mapping/map-record.ts';
import { parentsOf } from '../mapping/parents-of.ts';
import { inQuarantine, type Refused, withoutBlocker } from '../quarantine/quarantine.ts';
import { touchRecords } from '../outbox/touch-records.ts';
import type { DeliveryContext } from './delivery-context.ts';
import type { DeliveryTally } from './delivery-tally.ts';
import { nameOf } from './name-of.ts';
import { addressed, asRefused, putAside } from './put-aside.ts';
import { readFresh } from './read-fresh.ts';
import { releaseSettled } from './release.ts';
import { send, type Waiting } from './send.ts';

// HQ deferred records because it lacks a parent, or because another record holds a value that must be unique. Sending them again
// alone never ends: two people may have swapped e-mails. So each round sends the current state of the waiting records together with
// those they wait for, in one batch, and grows by what HQ names next; a chain of n values is settled after n rounds at the latest.

/** More rounds than any chain that people make by hand; what is still open then stays in the outbox. */
const mostRounds = 12;

const takenCode: Record<string, QuarantineCode> = { email: 'email_taken', oxygenUid: 'uid_taken', name: 'name_taken' };

/** Returns the records that could not be settled now. */
export async function settle(context: DeliveryContext, deferred: readonly Waiting[], tally: DeliveryTally): Promise<MappedRecord[]> {
  const touched = new Set(deferred.map(({ record }) => nameOf(record)));
  const together = new Map<string, RecordKey>();
  const attempted = new Set<string>();
  // Records that were put aside in any round: who waits for one of them joins it.
  const aside = new Set<string>();
  let waiting = deferred;
  let lastVersion = 0;
  for (let round = 0; waiting.length > 0 && round < mostRounds; round += 1) {
    for (const { record, waitsFor } of waiting) {
      for (const key of [...waitsFor.filter((one) => !aside.has(nameOf(one))), record])
        together.set(nameOf(key), { entity: key.entity, externalId: key.externalId });
    }
    if (failpoint) await failpoint('settle:before-round');
    const { version, records } = await readFresh(context, inOrder([...together.values()]), {
      named: (record) => !touched.has(nameOf(record)),
    });
    lastVersion = version;
    const { going, put } = sortOut(records, waiting, aside);
    tally.quarantined += put.length;
    const sent = await send(context, version, going, tally);
    await putAside(context.field, version, [...put, ...sent.rejected]);
    await releaseSettled(context.field, version, sent.held);
    for (const key of [...put, ...sent.rejected]) aside.add(nameOf(key));
    for (const key of [...sent.held, ...sent.rejected, ...put]) together.delete(nameOf(key));
    // Who waits for nothing new was sent with all it waits for, and still waits: the outbox brings it back later.
    const stuck = sent.waiting.every((one) => one.waitsFor.every((key) => attempted.has(nameOf(key)) && !aside.has(nameOf(key))));
    for (const { waitsFor } of sent.waiting) for (const key of waitsFor) attempted.add(nameOf(key));
    waiting = sent.waiting;
    if (stuck && round >= 3) break;
  }
  const left = await joinQuarantinedParents(context, lastVersion, waiting);
  tally.quarantined += waiting.length - left.length;
  return left.map(({ record }) => record);
}

/**
 * What waits for a record that Field does not have, because HQ holds an older copy of a parent that is in quarantine: it joins that parent.
 * A project that moved and is refused in its new account has members whom HQ still wants to be members of the old one.
 */
async function joinQuarantinedParents({ field }: DeliveryContext, version: number, waiting: readonly Waiting[]): Promise<Waiting[]> {
  const orphans = waiting.filter(({ code }) => code === 'parent_unknown');
  if (orphans.length === 0) return [...waiting];
  const aside = new Set(
    (
      await inQuarantine(
        field,
        orphans.flatMap(({ record }) => parentsOf(record)),
      )
    ).map(nameOf),
  );
  const blockers = new Map(orphans.map((one) => [one, parentsOf(one.record).find((parent) => aside.has(nameOf(parent)))]));
  const joining = [...blockers].flatMap(([one, blocker]) => (blocker === undefined ? [] : [joined(one.record, one, blocker)]));
  await putAside(field, version, joining);
  // The parent may have left quarantine before its child came: then nobody else would bring the child back.
  await touchRecords(field, (await withoutBlocker(field, joining)).map(addressed));
  return waiting.filter((one) => blockers.get(one) === undefined);
}

/**
 * Parts what can go from what is put aside: records that the mapping refuses, and records that wait for one that was put aside, in
 * this round or before. Parents come first, so children join them at once.
 */
function sortOut(records: readonly MappedRecord[], waiting: readonly Waiting[], asideBefore: ReadonlySet<string>) {
  const waitsOf = new Map(waiting.map((one) => [nameOf(one.record), one]));
  const aside = new Set(asideBefore);
  const put: Refused[] = [];
  const going: MappedRecord[] = [];
  for (const record of records) {
    const wait = record.data === null ? undefined : waitsOf.get(nameOf(record));
    const blocker = wait?.waitsFor.find((key) => aside.has(nameOf(key)) && stillConcerns(record, key, wait));
    if (record.refusal !== null) put.push(asRefused(record));
    else if (wait !== undefined && blocker !== undefined) put.push(joined(record, wait, blocker));
    else {
      going.push(record);
      continue;
    }
    aside.add(nameOf(record));
  }
  return { going, put };
}

function joined(record: MappedRecord, wait: Waiting, blocker: RecordKey): Refused {
  const held = wait.code === 'value_held';
  const code = held ? (takenCode[wait.field ?? ''] ?? 'name_taken') : 'parent_quarantined';
  const message = held ? 'HQ still holds the value in a record that is in quarantine' : `its ${blocker.entity} is in quarantine`;
  return {
    entity: record.entity,
    externalId: record.externalId,
    account: record.account,
    // HQ names the first parent that it lacked; the one in quarantine may be another.
    refusal: { code, field: held ? wait.field : blocker.entity, message, blocker },
  };
}

/** Whether the record as it is now still names the parent that it waited for. */
function stillConcerns(record: MappedRecord, key: RecordKey, wait: Waiting): boolean {
  if (wait.code === 'value_held') return true;
  const data = record.data as Record<string, unknown>;
  if (key.entity === 'accountMember') return data['user'] === key.externalId.slice(key.externalId.indexOf(':') + 1);
  return data[key.entity] === key.externalId;
}

function inOrder(keys: readonly RecordKey[]): RecordKey[] {
  return [...keys].sort((a, b) => entityNames.indexOf(a.entity) - entityNames.indexOf(b.entity));
}
