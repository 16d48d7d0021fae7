import { type ApplyBatchOutput, type Outcome, type RecordKey, rejectionCode } from '@hq-field/contracts';
import { failpoint } from '@hq-field/failpoints';
import { HqError } from '../client/hq-error.ts';
import { isContractKey } from '../mapping/contract-key.ts';
import type { MappedRecord } from '../mapping/map-record.ts';
import type { Refused } from '../quarantine/quarantine.ts';
import { batchesOf, batchInput } from './batches.ts';
import type { DeliveryContext } from './delivery-context.ts';
import type { DeliveryTally } from './delivery-tally.ts';
import { forgetIdsOfFormerGuids } from './former-guids.ts';
import { writeBackHqIds } from './write-back.ts';

/** A record whose parent or value HQ does not have yet. */
export interface Waiting {
  record: MappedRecord;
  code: 'parent_unknown' | 'value_held';
  field: string | null;
  waitsFor: readonly RecordKey[];
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
      if (failpoint) await failpoint('client:before-send');
      const answer = await context.client.applyBatch(input);
      if (failpoint) await failpoint('client:after-send');
      tally.records += batch.length;
      const rejectedBefore = sent.rejected.length;
      const cursor = new Map<string, number>();
      for (const record of batch) {
        const index = cursor.get(record.entity) ?? 0;
        cursor.set(record.entity, index + 1);
        sort(record, answer.outcomes[record.entity]?.[index] as Outcome, sent, tally);
      }
      await writeBackHqIds(context.field, batch, idsOfTaken(answer));
      await forgetIdsOfFormerGuids(context.field, batch, sent.rejected.slice(rejectedBefore));
    } catch (error) {
      if (!(error instanceof HqError)) throw error;
      const rest = apartFrom(batch, error, sent, tally);
      if (rest === null) throw error;
      queue.unshift(...rest);
    }
  }
  return sent;
}

/** A join whose parent is missing has no key of the contract, nor has a guid of odd characters. When such a record is gone or mended, nothing is to be sent. */
function isAddressable(record: MappedRecord, sent: Sent): boolean {
  if (isContractKey(record.entity, record.externalId)) return true;
  sent.held.push({ entity: record.entity, externalId: record.externalId });
  return false;
}

/** A record that HQ refuses may name another row of HQ: that stays in Field for whoever settles it. */
function idsOfTaken({ outcomes, hqIds }: ApplyBatchOutput): ApplyBatchOutput['hqIds'] {
  const refused = new Set<string>();
  for (const entity of ['account', 'project'] as const)
    for (const { outcome, externalId } of outcomes[entity] ?? []) if (outcome === 'rejected') refused.add(`${entity} ${externalId}`);
  return hqIds.filter(({ entity, externalId }) => !refused.has(`${entity} ${externalId}`));
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
        refusal: { code: rejectionCode(outcome), field: outcome.field, message: outcome.message, blocker: holder },
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
