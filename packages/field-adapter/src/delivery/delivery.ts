import { entityNames, type Outcome, type RecordKey } from '@hq-field/contracts';
import type { HqClient } from '../client/hq-client.ts';
import { HqError } from '../client/hq-error.ts';
import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import { touchKeys } from '../outbox/touches.ts';
import { leaveQuarantine, quarantine, type Refused, waitingFor, withoutBlocker } from '../quarantine/quarantine.ts';
import { batchesOf, batchInput } from './batches.ts';
import { readCurrent, readFresh } from './read-fresh.ts';
import { settle } from './settle.ts';
import type { AccountStates } from './account-states.ts';
import { writeBackHqIds } from './write-back.ts';

/** What became of records that were delivered. */
export interface DeliveryTally {
  records: number;
  applied: number;
  unchanged: number;
  stale: number;
  quarantined: number;
}

/** HQ or Field cannot take the records now, or at all. */
export class DeliveryError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(cause: unknown) {
    const error = cause instanceof HqError ? cause : toFieldError(cause);
    super(error.message, { cause });
    this.name = 'DeliveryError';
    this.code = error.code;
    this.retryable = error instanceof HqError ? error.retryable : error.code === 'unreachable' || error.code === 'disk_full';
    this.retryAfterMs = error instanceof HqError ? error.retryAfterMs : null;
  }
}

/** A record whose parent or value HQ does not have yet. */
export interface Waiting {
  record: MappedRecord;
  code: 'parent_unknown' | 'value_held';
  field: string | null;
  waitsFor: readonly RecordKey[];
}

export interface Delivery {
  /** Backfill: sends with version 0 until HQ holds every record or it is in quarantine. Throws DeliveryError. */
  deliver(records: readonly MappedRecord[]): Promise<DeliveryTally>;
  /** Live: reads the named records now and sends their state. Returns the keys that could not be settled; they must not be acknowledged. */
  deliverCurrent(keys: readonly RecordKey[]): Promise<{ tally: DeliveryTally; open: RecordKey[] }>;
}

export interface DeliveryContext {
  field: FieldDatabase;
  client: HqClient;
  states: AccountStates;
}

export function createDelivery(context: DeliveryContext): Delivery {
  return {
    async deliver(records) {
      return guarded(async () => {
        const tally = emptyTally();
        const refused = records.filter((record) => record.refusal !== null);
        const sent = await send(
          context,
          0,
          records.filter((record) => record.refusal === null),
          tally,
        );
        await quarantine(context.field, 0, [...refused.map(asRefused), ...sent.rejected]);
        await recheckRefused(context, refused);
        // HQ's own refusals are looked at once more by the live stream, which has a version.
        await touchKeys(context.field, null, sent.rejected.map(addressed));
        tally.quarantined += refused.length;
        const open = await settle(context, sent.waiting, tally);
        await touchKeys(context.field, null, open.map(addressed));
        return tally;
      });
    },
    async deliverCurrent(keys) {
      return guarded(async () => {
        const tally = emptyTally();
        const { version, records } = await readFresh(context, keys);
        const open = await deliverFresh(context, version, records, tally, true);
        return { tally, open };
      });
    },
  };
}

/** Sends freshly read records at their version, keeps quarantine in step, and settles what HQ defers. */
async function deliverFresh(
  context: DeliveryContext,
  version: number,
  records: readonly MappedRecord[],
  tally: DeliveryTally,
  releases: boolean,
): Promise<RecordKey[]> {
  const { field } = context;
  const refused = records.filter((record) => record.refusal !== null);
  const sent = await send(
    context,
    version,
    records.filter((record) => record.refusal === null),
    tally,
  );
  await quarantine(field, version, [...refused.map(asRefused), ...sent.rejected]);
  tally.quarantined += refused.length;
  await recheckRefused(context, refused);
  const left = await leaveQuarantine(field, version, sent.held);
  // Whoever waited for one of these is tried again: children of a mended parent, holders of a name that is free now.
  const released = releases ? await waitingFor(field, sent.held) : await waitingFor(field, left);
  await touchKeys(field, null, released.map(addressed));
  return settle(context, sent.waiting, tally);
}

export interface Sent {
  /** HQ holds this state, or a newer one. */
  held: RecordKey[];
  waiting: Waiting[];
  rejected: Refused[];
}

/** Sends records in batches and sorts their outcomes. A record that the contract refuses is put aside by its index, the rest is sent again. */
export async function send(
  context: DeliveryContext,
  version: number,
  records: readonly MappedRecord[],
  tally: DeliveryTally,
): Promise<Sent> {
  const sent: Sent = { held: [], waiting: [], rejected: [] };
  const queue = batchesOf(records.filter((record) => isAddressable(record, sent)));
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    const input = batchInput(batch, version);
    try {
      const answer = await context.client.applyBatch(input);
      tally.records += batch.length;
      const cursor = new Map<string, number>();
      for (const record of batch) {
        const index = cursor.get(record.entity) ?? 0;
        cursor.set(record.entity, index + 1);
        sort(record, answer.outcomes[record.entity]?.[index] as Outcome, sent, tally);
      }
      await writeBackHqIds(context.field, batch, answer.hqIds);
    } catch (error) {
      if (!(error instanceof HqError)) throw error;
      const rest = apartFrom(batch, error, sent, tally);
      if (rest === null) throw error;
      queue.unshift(...rest);
    }
  }
  return sent;
}

/** A join whose parent is missing has no key of the contract. When such a row is gone or mended, nothing is to be sent. */
function isAddressable(record: MappedRecord, sent: Sent): boolean {
  if (!record.externalId.includes('#')) return true;
  sent.held.push({ entity: record.entity, externalId: record.externalId });
  return false;
}

function sort(record: MappedRecord, outcome: Outcome, sent: Sent, tally: DeliveryTally): void {
  const key = { entity: record.entity, externalId: record.externalId };
  switch (outcome.outcome) {
    case 'applied':
    case 'unchanged':
    case 'stale':
      tally[outcome.outcome] += 1;
      sent.held.push(key);
      return;
    case 'deferred':
      sent.waiting.push({ record, code: outcome.code, field: outcome.field, waitsFor: outcome.waitsFor });
      return;
    case 'rejected': {
      const holder =
        outcome.existingId === null || !outcome.code.endsWith('_taken') ? null : { entity: record.entity, externalId: outcome.existingId };
      sent.rejected.push({
        ...key,
        account: record.account,
        refusal: { code: outcome.code, field: outcome.field, message: outcome.message, blocker: holder },
      });
      tally.quarantined += 1;
    }
  }
}

/** What is left of a batch that HQ refused as a whole: without the records it named, or in halves; null when there is no better way. */
function apartFrom(batch: readonly MappedRecord[], error: HqError, sent: Sent, tally: DeliveryTally): MappedRecord[][] | null {
  if (error.code === 'limit_exceeded' && batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    return [batch.slice(0, middle), batch.slice(middle)];
  }
  if (error.code !== 'request_invalid') return null;
  const named = new Map<MappedRecord, (typeof error.issues)[number]>();
  for (const issue of error.issues) {
    const [group, entity, index] = issue.path;
    if (group !== 'records' || typeof index !== 'number') continue;
    const record = batch.filter((one) => one.entity === entity)[index];
    if (record !== undefined && !named.has(record)) named.set(record, issue);
  }
  if (named.size === 0) return null;
  for (const [record, issue] of named) {
    const place = issue.path.slice(3).join('.') || null;
    sent.rejected.push({
      entity: record.entity,
      externalId: record.externalId,
      account: record.account,
      refusal: {
        code: 'schema_refused',
        field: place?.replace(/^data\./u, '') ?? null,
        message: issue.message.slice(0, 500),
        blocker: null,
      },
    });
    tally.quarantined += 1;
  }
  const rest = batch.filter((record) => !named.has(record));
  return rest.length === 0 ? [] : [rest];
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

export function asRefused(record: MappedRecord): Refused {
  if (record.refusal === null) throw new Error('only a refused record goes into quarantine');
  return { entity: record.entity, externalId: record.externalId, account: record.account, refusal: record.refusal };
}

/** A record of the outbox: people are nobody's, what has no account is of the unassigned unit. */
export function addressed(record: { entity: string; externalId: string; account?: string | null }) {
  return {
    entity: record.entity,
    externalId: record.externalId,
    account: record.entity === 'user' ? null : (record.account ?? 'unassigned'),
  };
}

export function emptyTally(): DeliveryTally {
  return { records: 0, applied: 0, unchanged: 0, stale: 0, quarantined: 0 };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(error);
  }
}

/** Names of entities in dependency order, for callers that sort records of several. */
export const dependencyOrder = new Map(entityNames.map((entity, index) => [entity, index]));
