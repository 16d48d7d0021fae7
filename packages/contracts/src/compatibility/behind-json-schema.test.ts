import { expect, test } from 'vitest';
import { z } from 'zod';
import { contractLock, lockedSchema } from '../lock/contract-lock.ts';
import type { ContractLock, SampleTable } from '../lock/lock-shape.ts';
import { calendarDate, email, text } from '../v1/text.ts';
import { compareLocks, type RuleId } from './index.ts';

// Changes of schemas that their JSON Schema does not show.
const now = contractLock();

/** A contract whose one procedure takes and gives this. */
function lockOf(schema: z.ZodType): ContractLock {
  const tables: Record<string, SampleTable> = {};
  const [input, output] = [lockedSchema(schema, tables), lockedSchema(schema, tables)];
  const samples = { asked: now.samples?.asked ?? [], tables };
  return { ...now, procedures: [{ path: 'a.b', kind: 'query', scope: null, input, output }], samples };
}

const nameOfProject = (reserved: RegExp) => text(255).refine((value) => !reserved.test(value));
const dates = () => z.strictObject({ startDate: calendarDate(), endDate: calendarDate(), note: text(9).optional() });
const inOrder = ({ startDate, endDate }: { startDate: string; endDate: string }) => startDate < endDate;
const [less, otherForm] = [
  ['request-sample-refused', 'response-sample-refused'],
  ['request-format-changed', 'response-format-changed'],
] as const;
const more = ['request-sample-accepted', 'response-sample-accepted'] as const;
const another = ['sample-read-otherwise', 'sample-read-otherwise'] as const;

const changes: [title: string, before: z.ZodType, after: z.ZodType, expected: readonly RuleId[]][] = [
  ['a guid becomes a uuid', z.guid(), z.uuid(), otherForm],
  ['a guid that may be null becomes a uuid of one version', z.guid().nullable(), z.uuidv4().nullable(), otherForm],
  ['a time of one precision becomes one with an offset', z.iso.datetime({ precision: 3 }), z.iso.datetime({ offset: true }), otherForm],
  ['a name takes no digits', text(255), text(255).refine((value) => !/[0-9]/u.test(value)), less],
  [
    'the same where it may be null',
    text(255).nullable(),
    text(255)
      .nullable()
      .refine((value) => !/[0-9]/u.test(value ?? '')),
    less,
  ],
  ['one more character is reserved', nameOfProject(/[\\/?[\]>*:<|",]/u), nameOfProject(/[\\/?[\]>*:<|",#]/u), less],
  ['one character is reserved no more', nameOfProject(/[\\/?[\]>*:<|",]/u), nameOfProject(/[\\/?[\]>*:<|"]/u), more],
  ['an e-mail needs a dot', email(), email().refine((value) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/u.test(value)), less],
  ['a date ends with 2100', calendarDate(), calendarDate().refine((value) => value < '2101'), less],
  ['letters are counted otherwise', text(9), text(9).refine((value) => value.length <= 9), less],
  ['a name is read in capitals', text(255), text(255).transform((value) => value.toUpperCase()), another],
  ['a name is trimmed', text(255).nullable(), text(255).trim().nullable(), another],
  ['a switch takes anything', z.boolean(), z.coerce.boolean(), more],
  ['fields must fit each other', dates(), dates().refine(inOrder), less],
  ['fields must no longer fit each other', dates().refine(inOrder), dates(), more],
  ['fields must fit each other more closely', dates().refine(inOrder), dates().refine((one) => inOrder(one) && one.note !== 'a'), less],
  ['a list takes nothing twice', z.array(text(9)), z.array(text(9)).refine((all) => new Set(all).size === all.length), less],
  ['a field of a form of a union is refused', z.union([dates(), text(9)]), z.union([dates().refine(inOrder), text(9)]), less],
];

test.each(changes)('%s', (_title, before, after, expected) => {
  expect(compareLocks(lockOf(before), lockOf(after)).map(({ rule }) => rule)).toEqual(expected);
  expect(compareLocks(lockOf(before), lockOf(before))).toEqual([]);
});

test('an optional field with rules of its own breaks nobody', () => {
  const after = dates()
    .extend({ phase: z.enum(['a', 'b']).optional() })
    .refine(({ phase, note }) => phase !== 'b' || note === undefined);
  expect(compareLocks(lockOf(dates()), lockOf(after)).map(({ rule }) => rule)).toEqual([
    'request-field-added',
    'response-field-added-to-closed',
  ]);
});

test('a refusal is told with the values', () => {
  const [finding] = compareLocks(
    lockOf(z.strictObject({ name: nameOfProject(/[:]/u) })),
    lockOf(z.strictObject({ name: nameOfProject(/[:#]/u) })),
  );
  expect(finding).toMatchObject({ path: 'a.b input.name', before: '["\\"#ff0000\\"","\\"x#y\\""]', after: null });
});

test('an object that no sample fits is told with what to do', () => {
  const schema = z.strictObject({ code: text(9).refine((value) => value === 'Q7') });
  expect(() => lockOf(schema)).toThrow(/No sample fits an object of code\. Add one to src\/lock\/sample-values\.ts/u);
});
