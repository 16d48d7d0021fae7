import { limits, type RecordKey } from '@hq-field/contracts';
import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { isGone, type MappedRecord } from '../mapping/map-record.ts';
import { touchMovedAway } from '../outbox/touch-accounts.ts';
import { touchRecords } from '../outbox/touch-records.ts';
import { type AccountedKey, asideWithoutAccount, asideWithParents, releaseRefusals, withoutBlocker } from '../quarantine/quarantine.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { DeliveryError } from './delivery-error.ts';
import { type DeliveryTally, emptyTally } from './delivery-tally.ts';
import { nameOf } from './name-of.ts';
import { addressed, asRefused, putAside, putAsideInWalk } from './put-aside.ts';
import { readCurrent, readFresh } from './read-fresh.ts';
import { release } from './release.ts';
import { send, type Sent } from './send.ts';
import { settle } from './settle.ts';

export interface Delivery {
  /** Sends the pages of a walk until HQ holds every record or it is in quarantine; version 0 when it is an account's first walk. Throws DeliveryError. */
  deliver(records: readonly MappedRecord[], version: number): Promise<DeliveryTally>;
  /**
   * Ends the walk of accounts, of this version: what its pages put into quarantine in these accounts is looked at once more by the live stream, and so is
   * what stands there from before and was not refused again. A refusal of a walk may stand after the mended record reached HQ, or after a child of a
   * refused parent is gone, because its snapshot is old. What was put aside while its account, one of these, was not there is looked at too,
   * when nothing is against it any more. Throws DeliveryError.
   */
  endWalk(accounts: readonly string[], version: number): Promise<void>;
  /**
   * Live: reads the named records now and sends their state with the version that the caller has drawn. Returns the keys that could not be settled;
   * they must not be acknowledged. `onSettled` is told of those that were settled at once, while the others still wait for each other. Throws DeliveryError.
   */
  deliverCurrent(
    keys: readonly RecordKey[],
    drawn: number,
    onSettled?: (keys: readonly RecordKey[]) => Promise<void>,
  ): Promise<{ tally: DeliveryTally; open: RecordKey[] }>;
}

export function createDelivery(context: DeliveryContext): Delivery {
  let hasFailed = false;
  return {
    async deliver(records, version) {
      return guarded(async () => {
        const tally = emptyTally();
        const sent = await sendAll(context, version, records, tally, putAsideInWalk);
        // Nobody's account brings people back at its end: they leave at once.
        if (version > 0)
          await release(
            context.field,
            version,
            sent.held.filter(({ entity }) => entity === 'user'),
          );
        const open = await settle(context, sent.waiting, tally);
        await touchRecords(context.field, open.map(addressed));
        return tally;
      });
    },
    async endWalk(accounts, version) {
      await guarded(async () => {
        await despiteDeadlocks(() => releaseRefusals(context.field, accounts, version));
        await touchWhere(asideWithParents(context.field, accounts, version, limits.recordsPerBatch), isGone);
        await touchWhere(asideWithoutAccount(context.field, accounts, version, limits.recordsPerBatch), ({ refusal }) => refusal === null);
      });
    },
    async deliverCurrent(keys, drawn, onSettled = async () => {}) {
      return guarded(async () => {
        const tally = emptyTally();
        const { version, records } = await readFresh(context, keys, { drawn });
        const sent = await sendAll(context, version, records, tally, putAside);
        await release(context.field, version, sent.held);
        const waiting = new Set(sent.waiting.map(({ record }) => nameOf(record)));
        const gone = records.filter(isGone);
        await touchMovedAway(
          context.field,
          gone.filter((record) => !waiting.has(nameOf(record))),
        );
        if (waiting.size === 0) return { tally, open: [] };
        await onSettled(keys.filter((key) => !waiting.has(nameOf(key))));
        const open = await settle(context, sent.waiting, tally);
        const stillOpen = new Set(open.map(nameOf));
        await touchMovedAway(
          context.field,
          gone.filter((record) => waiting.has(nameOf(record)) && !stillOpen.has(nameOf(record))),
        );
        return { tally, open };
      });
    },
  };

  /** Puts those of the named records into the outbox of which this holds now. */
  async function touchWhere(pages: AsyncIterable<AccountedKey[]>, holds: (record: MappedRecord) => boolean): Promise<void> {
    for await (const page of pages) {
      const names = new Set((await readCurrent(context, page)).filter(holds).map(nameOf));
      await touchRecords(context.field, page.filter((key) => names.has(nameOf(key))).map(addressed));
    }
  }

  /** HQ may answer while Field is away. Without a look at Field first, each try would send the same records once more, and fail after it. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (hasFailed) await context.field`select`;
      hasFailed = false;
      return await work();
    } catch (error) {
      hasFailed = true;
      throw error instanceof DeliveryError ? error : new DeliveryError(error);
    }
  }
}

/** Sends what the mapping takes, and puts aside what it or HQ refuses. */
async function sendAll(
  context: DeliveryContext,
  version: number,
  records: readonly MappedRecord[],
  tally: DeliveryTally,
  setAside: typeof putAside,
): Promise<Sent> {
  const refused = records.filter((record) => record.refusal !== null);
  const taken = records.filter((record) => record.refusal === null);
  const sent = await send(context, version, taken, tally);
  await setAside(context.field, version, [...refused.map(asRefused), ...sent.rejected]);
  tally.quarantined += refused.length;
  // A child of a quarantined parent leaves with it; it goes into the outbox when the parent has left already.
  const children = refused.filter((record) => record.refusal?.code === 'parent_quarantined');
  await touchRecords(context.field, (await withoutBlocker(context.field, children)).map(addressed));
  return sent;
}
