import { expect, test } from 'vitest';
import { isOverLimit } from './over-limit.ts';
import { applyBatchInput } from './procedures/apply-batch.ts';
import { rowsInput, verificationScope } from './procedures/verification.ts';
import { limits } from './limits.ts';

const tombstones = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ externalId: `${at}`, version: 1, deleted: true, data: null }));
const batch = (user: unknown[]) =>
  applyBatchInput.safeParse({ source: 'field', batchId: '0190a000-0000-4000-8000-000000000001', records: { user } }).error;
const rows = { entity: 'user', account: null, after: null, limit: 1, keys: null };

test('only what asks for too much at once is over a limit', () => {
  const tooMany = tombstones(limits.recordsPerBatch + 1);
  expect(isOverLimit(batch(tooMany))).toBe(true);
  // Records are counted before they are judged.
  expect(isOverLimit(batch([...tooMany.slice(1), { ...tooMany[0], version: -1 }]))).toBe(true);
  expect(isOverLimit(batch([...tooMany.slice(2), { ...tooMany[0], version: -1 }]))).toBe(false);
  expect(isOverLimit(batch([{ ...tooMany[0], externalId: 'x'.repeat(81) }]))).toBe(false);
  expect(isOverLimit(batch(tombstones(2).map((one) => ({ ...one, externalId: 'same' }))))).toBe(false);
  expect(isOverLimit(verificationScope.safeParse({ accounts: Array(limits.accountsPerQuery + 1).fill('a'), exclude: [] }).error)).toBe(
    true,
  );
  expect(isOverLimit(rowsInput.safeParse({ ...rows, limit: limits.rowsPerPage + 1 }).error)).toBe(true);
  expect(isOverLimit(rowsInput.safeParse({ ...rows, account: 'x'.repeat(81) }).error)).toBe(false);
  expect(isOverLimit(new Error('other'))).toBe(false);
});
