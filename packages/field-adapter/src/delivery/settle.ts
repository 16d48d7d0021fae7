import type { QuarantineCode, RecordKey } from '@hq-field/contracts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { leaveQuarantine, quarantine, type Refused, waitingFor } from '../quarantine/quarantine.ts';
import { touchKeys } from '../outbox/touches.ts';
import { addressed, asRefused, type DeliveryContext, type DeliveryTally, dependencyOrder, send, type Waiting } from './delivery.ts';
import { readFresh } from './read-fresh.ts';

// HQ deferred records because it lacks a parent, or because another record holds a value that must be unique. Sending them again
// alone never ends: two people may have swapped e-mails. So each round sends the current state of the waiting records together with
// those they wait for, in one batch, and grows by what HQ names next; a chain of n values is settled after n rounds at the latest.

/** More rounds than any chain that people make by hand; what is still open then stays in the outbox. */
const mostRounds = 12;

const takenCode: Record<string, QuarantineCode> = { email: 'email_taken', oxygenUid: 'uid_taken', name: 'name_taken' };

/** Returns the records that could not be settled now. */
export async function settle(context: DeliveryContext, deferred: readonly Waiting[], tally: DeliveryTally): Promise<MappedRecord[]> {
  let waiting = deferred;
  const together = new Map<string, RecordKey>();
  const attempted = new Set<string>();
  for (let round = 0; waiting.length > 0 && round < mostRounds; round += 1) {
    for (const { record, waitsFor } of waiting)
      for (const key of [...waitsFor, record]) together.set(nameOf(key), { entity: key.entity, externalId: key.externalId });
    const { version, records } = await readFresh(context, inOrder([...together.values()]));
    const refused = new Map(records.filter((record) => record.refusal !== null).map((record) => [nameOf(record), record]));
    const gone = new Set(records.filter((record) => record.data === null && record.refusal === null).map(nameOf));
    const { going, blocked } = withoutBlocked(records, refused, waiting);
    const sent = await send(context, version, going, tally);
    await quarantine(context.field, version, [...[...refused.values()].map(asRefused), ...blocked, ...sent.rejected]);
    tally.quarantined += blocked.length;
    const left = await leaveQuarantine(context.field, version, sent.held);
    await touchKeys(context.field, null, (await waitingFor(context.field, left)).map(addressed));
    for (const key of sent.held) together.delete(nameOf(key));
    for (const key of [...sent.rejected, ...blocked]) together.delete(nameOf(key));
    // A parent that was just sent, or is gone, and is still missing at HQ: once more from a fresh read, then the outbox.
    const known = sent.waiting.filter((one) => one.waitsFor.every((key) => attempted.has(nameOf(key)) && !gone.has(nameOf(key))));
    for (const { waitsFor } of sent.waiting) for (const key of waitsFor) attempted.add(nameOf(key));
    if (known.length === sent.waiting.length && sent.waiting.length > 0 && round >= 3) return sent.waiting.map(({ record }) => record);
    waiting = sent.waiting;
  }
  return waiting.map(({ record }) => record);
}

/** Records that wait for one that is refused go into quarantine with it; the others go. */
function withoutBlocked(records: readonly MappedRecord[], refused: ReadonlyMap<string, MappedRecord>, waiting: readonly Waiting[]) {
  const waitsOf = new Map(waiting.map((one) => [nameOf(one.record), one]));
  const blocked: Refused[] = [];
  const going: MappedRecord[] = [];
  for (const record of records) {
    if (record.refusal !== null) continue;
    const wait = record.data === null ? undefined : waitsOf.get(nameOf(record));
    const blocker = wait?.waitsFor.find((key) => refused.has(nameOf(key)) && stillConcerns(record, key, wait));
    if (wait === undefined || blocker === undefined) going.push(record);
    else {
      const code = wait.code === 'value_held' ? (takenCode[wait.field ?? ''] ?? 'name_taken') : 'parent_quarantined';
      const message =
        wait.code === 'value_held'
          ? 'HQ still holds the value in a record that is in quarantine'
          : `its ${blocker.entity} is in quarantine`;
      blocked.push({
        entity: record.entity,
        externalId: record.externalId,
        account: record.account,
        refusal: { code, field: wait.field, message, blocker },
      });
    }
  }
  return { going, blocked };
}

/** Whether the record as it is now still names the parent that it waited for. */
function stillConcerns(record: MappedRecord, key: RecordKey, wait: Waiting): boolean {
  if (wait.code === 'value_held') return true;
  const data = record.data as Record<string, unknown>;
  if (key.entity === 'accountMember') return data['user'] === key.externalId.slice(key.externalId.indexOf(':') + 1);
  return data[key.entity] === key.externalId;
}

function inOrder(keys: readonly RecordKey[]): RecordKey[] {
  return [...keys].sort((a, b) => (dependencyOrder.get(a.entity) ?? 0) - (dependencyOrder.get(b.entity) ?? 0));
}

function nameOf(key: RecordKey): string {
  return `${key.entity} ${key.externalId}`;
}
