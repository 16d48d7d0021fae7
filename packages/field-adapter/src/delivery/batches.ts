import { randomUUID } from 'node:crypto';
import { type ApplyBatchInput, type Entity, entityNames, limits } from '@hq-field/contracts';
import type { MappedRecord } from '../mapping/map-record.ts';

/** Bytes of one request that a batch aims to stay below; the contract's limit is far above. */
const comfortableBytes = 4 * 1024 * 1024;

/** Cuts records into batches that stay within the contract's limits. Order is kept. */
export function batchesOf(records: readonly MappedRecord[]): MappedRecord[][] {
  const batches: MappedRecord[][] = [];
  let batch: MappedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = roughBytes(record);
    if (batch.length > 0 && (batch.length >= limits.recordsPerBatch || bytes + size > comfortableBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** A record's bytes on the wire, roughly: a description may be a megabyte. Where a batch is larger than HQ takes, `limit_exceeded` halves it. */
export function roughBytes(record: MappedRecord): number {
  const description = record.data !== null && 'description' in record.data ? (record.data.description?.length ?? 0) : 0;
  return 600 + description * 3;
}

/** The batch as the wire wants it. */
export function batchInput(records: readonly MappedRecord[], version: number): ApplyBatchInput {
  const groups: Partial<Record<Entity, unknown[]>> = {};
  for (const { entity, externalId, data } of records) {
    const group = groups[entity] ?? [];
    groups[entity] = group;
    group.push({ externalId, version, deleted: data === null, data });
  }
  return { source: 'field', batchId: randomUUID(), records: groups as ApplyBatchInput['records'] };
}

/** How many records a batch carries. */
export function recordsIn({ records }: ApplyBatchInput): number {
  return entityNames.reduce((sum, entity) => sum + (records[entity]?.length ?? 0), 0);
}
