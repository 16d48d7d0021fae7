import { expect, test } from 'vitest';
import { z } from 'zod';
import { limits, mostIssues } from './limits.ts';
import { list } from './list.ts';
import { applyBatchInput } from './procedures/apply-batch.ts';
import { verificationScope } from './procedures/verification.ts';

const batch = (records: unknown) =>
  applyBatchInput.safeParse({ source: 'field', batchId: '0190a000-0000-4000-8000-000000000001', records }).error;
const places = (error: z.ZodError | undefined) => error?.issues.map(({ path, message }) => [path.join('.'), message]);

/** A list whose element counts how often it is judged, and takes what is true. */
function counting(most?: number) {
  let judged = 0;
  const element = z.boolean().refine((value) => {
    judged += 1;
    return value;
  });
  return { schema: list(element, most), judged: () => judged };
}

test('a list is judged until enough places did not fit, and no further', () => {
  const { schema, judged } = counting();
  const { error } = schema.safeParse(Array(50_000).fill(false));
  expect([judged(), error?.issues.length]).toEqual([mostIssues, mostIssues + 1]);
  expect(places(error)?.at(-1)).toEqual(['', 'what follows was not looked at']);
});

test('a list that is longer than it may be is refused before its elements are judged', () => {
  const { schema, judged } = counting(3);
  expect(places(schema.safeParse([true, true, false, true]).error)).toEqual([['', 'Too big: expected array to have <=3 items']]);
  expect(judged()).toBe(0);
  expect(schema.parse([true, true])).toEqual([true, true]);
});

test('what is checked of the whole list is not checked of one that was not judged to its end', () => {
  const { schema } = counting();
  const whole = schema.refine((values) => !values.includes(undefined as never), 'every value is there');
  expect(whole.safeParse(Array(mostIssues).fill(false)).error?.issues).toHaveLength(mostIssues);
  expect(places(whole.safeParse([...Array(mostIssues).fill(false), true]).error)?.map(([, message]) => message)).not.toContain(
    'every value is there',
  );
});

test('the records of a batch are counted, all groups together, before one of them is judged', () => {
  const refused = [['records', `at most ${limits.recordsPerBatch} records in a batch`]];
  expect(places(batch({ account: Array(limits.recordsPerBatch + 1).fill(0) }))).toEqual(refused);
  expect(places(batch({ account: [0], projectMember: Array(limits.recordsPerBatch).fill(null) }))).toEqual(refused);
  expect(places(batch({ account: [null] }))?.[0]?.[0]).toBe('records.account.0');
  expect(places(batch({ strangers: Array(limits.recordsPerBatch + 1).fill(0) }))).toEqual([['records', 'Unrecognized key: "strangers"']]);
  for (const none of [undefined, null, 1, []]) expect(places(batch(none))?.[0]?.[0]).toBe('records');
});

test('lists in records and in queries end the same way', () => {
  const person = { externalId: 'a', version: 0, deleted: false, data: { formerly: Array(1000).fill(0) } };
  expect(batch({ user: Array.from({ length: limits.recordsPerBatch }, () => person) })?.issues.length).toBeLessThan(2 * mostIssues);
  const exclude = Array.from({ length: limits.excludedPerQuery }, () => ({}));
  expect(verificationScope.safeParse({ accounts: null, exclude }).error?.issues.length).toBeLessThan(2 * mostIssues);
});
