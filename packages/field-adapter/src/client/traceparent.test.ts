import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { traceIdOf, traceparentOf } from './traceparent.ts';

test('every request of a batch is a span of its own in the trace of the batch', () => {
  const batchId = randomUUID();
  const [first, second] = [traceparentOf(traceIdOf(batchId)), traceparentOf(traceIdOf(batchId))];
  expect(first).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/u);
  expect(first.slice(3, 35)).toBe(batchId.replaceAll('-', ''));
  expect(second.slice(0, 35)).toBe(first.slice(0, 35));
  expect(second).not.toBe(first);
});
