import type { RecordKey } from '@hq-field/contracts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { touchKeys } from '../outbox/touches.ts';
import { leaveQuarantine, quarantine, waitingFor, withoutBlocker } from '../quarantine/quarantine.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { DeliveryError } from './delivery-error.ts';
import { type DeliveryTally, emptyTally } from './delivery-tally.ts';
import { addressed, asRefused } from './put-aside.ts';
import { readCurrent, readFresh } from './read-fresh.ts';
import { send } from './send.ts';
import { settle } from './settle.ts';

export interface Delivery {
  /** Sends the pages of a walk until HQ holds every record or it is in quarantine; version 0 when it is an account's first walk. Throws DeliveryError. */
  deliver(records: readonly MappedRecord[], version: number): Promise<DeliveryTally>;
  /** Live: reads the named records now and sends their state. Returns the keys that could not be settled; they must not be acknowledged. */
  deliverCurrent(keys: readonly RecordKey[]): Promise<{ tally: DeliveryTally; open: RecordKey[] }>;
}

export function createDelivery(context: DeliveryContext): Delivery {
  return {
    async deliver(records, version) {
      return guarded(async () => {
        const tally = emptyTally();
        const send = version === 0 ? sendFirst : sendAgain;
        const open = await send(context, version, records, tally);
        await touchKeys(context.field, null, open.map(addressed));
        return tally;
      });
    },
    async deliverCurrent(keys) {
      return guarded(async () => {
        const tally = emptyTally();
        const { version, records } = await readFresh(context, keys);
        const open = await sendAgain(context, version, records, tally);
        return { tally, open };
      });
    },
  };
}

/** Sends records of a first walk, with version 0, and settles what HQ defers. Returns what could not be settled. */
async function sendFirst(context: DeliveryContext, version: number, records: readonly MappedRecord[], tally: DeliveryTally) {
  const sent = await sendAll(context, version, records, tally);
  // HQ's own refusals are looked at once more by the live stream, which has a version.
  await touchKeys(context.field, null, sent.rejected.map(addressed));
  return settle(context, sent.waiting, tally);
}

/** Sends records that were read at a version, takes those out of quarantine that HQ holds now, and settles what it defers. */
async function sendAgain(context: DeliveryContext, version: number, records: readonly MappedRecord[], tally: DeliveryTally) {
  const { field } = context;
  const sent = await sendAll(context, version, records, tally);
  await leaveQuarantine(field, version, sent.held);
  // Whoever waited for one of these is tried again: children of a mended parent, holders of a name that is free now.
  await touchKeys(field, null, (await waitingFor(field, sent.held)).map(addressed));
  return settle(context, sent.waiting, tally);
}

/** Sends what the mapping takes, and puts aside what it or HQ refuses. */
async function sendAll(context: DeliveryContext, version: number, records: readonly MappedRecord[], tally: DeliveryTally) {
  const refused = records.filter((record) => record.refusal !== null);
  const taken = records.filter((record) => record.refusal === null);
  const sent = await send(context, version, taken, tally);
  await quarantine(context.field, version, [...refused.map(asRefused), ...sent.rejected]);
  await recheckRefused(context, refused);
  tally.quarantined += refused.length;
  return sent;
}

/**
 * A refusal may reach quarantine after the mended record reached HQ: the snapshot of a backfill is old, and two senders may have one
 * record in hand. So it is read again once the entry stands, and what is no longer refused goes into the outbox, which takes the entry
 * away. A child of a quarantined parent leaves with it; it goes into the outbox when the parent has left already.
 */
async function recheckRefused(context: DeliveryContext, refused: readonly MappedRecord[]): Promise<void> {
  if (refused.length === 0) return;
  const children = refused.filter((record) => record.refusal?.code === 'parent_quarantined');
  const own = refused.filter((record) => record.refusal?.code !== 'parent_quarantined');
  const mended = own.length === 0 ? [] : (await readCurrent(context, own)).filter((record) => record.refusal === null);
  const released = await withoutBlocker(context.field, children);
  await touchKeys(context.field, null, [...mended, ...released].map(addressed));
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(error);
  }
}
