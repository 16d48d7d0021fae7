import { fresh } from '../fresh.ts';
import type { SchemaNode } from './schema-node.ts';

/** Values of one field: a title, the value, whether it is taken. */
export type ValueCase = [title: string, values: readonly unknown[], isTaken: boolean];

const externalIdPattern = '^[\\x21-\\x7e]+$';

/** What a string field takes and refuses, by its schema. */
export function stringCases(node: SchemaNode, name: string): ValueCase[] {
  if (node.enum !== undefined) return enumCases(node.enum);
  if (node.const !== undefined) return [['that is another word', [`${String(node.const)}s`, ''], false]];
  if (node.format === 'date') return dateCases;
  if (node.format === 'uuid' || node.format === 'guid') return guidCases;
  if (node.pattern?.includes('[0-9]{2}') === true) return amountCases;
  return textCases(node, name);
}

function enumCases(values: readonly string[]): ValueCase[] {
  const otherCase = values.map((value) => value.toUpperCase()).find((value) => !values.includes(value));
  return [
    [`of each of its ${values.length} values`, values, true],
    ['of a word that is none of its values', ['no such word'], false],
    ['of the empty word', [''], false],
    ...(otherCase === undefined ? [] : [['of a value in another case', [otherCase], false] as ValueCase]),
  ];
}

const dateCases: ValueCase[] = [
  ['of the first years', ['0001-01-02'], true],
  ['of the last years', ['9999-12-30'], true],
  ['of 29 February in a leap year', ['2020-02-29'], true],
  ['of year 0', ['0000-12-31'], false],
  ['of a day that is not in the calendar', ['2021-02-29', '2021-04-31', '2021-13-01'], false],
  ['in another form', ['2021-2-1', '01.02.2021', '2021-02-01T00:00:00Z', '10000-01-01', 'infinity', ''], false],
];

const guidCases: ValueCase[] = [
  ['of a guid in capitals', [fresh().toUpperCase()], true],
  ['that is no guid', ['not-a-guid', fresh().slice(1), fresh().replaceAll('-', ''), `{${fresh()}}`, ''], false],
];

const amountCases: ValueCase[] = [
  ['of nothing and of 13 digits', ['0.00', '0.01', '9999999999999.99'], true],
  ['of 14 digits', ['10000000000000.00'], false],
  ['without exactly two decimals', ['1', '1.5', '1.234', '.50', '1.'], false],
  ['below zero', ['-1.00', '-0.00'], false],
  ['in another form', ['01.00', '1,00', '1e3.00', '+1.00', ' 1.00', 'NaN', ''], false],
];

function textCases(node: SchemaNode, name: string): ValueCase[] {
  const { minLength = 0, maxLength } = node;
  if (maxLength === undefined) return [];
  const isKey = node.pattern === externalIdPattern;
  const shortest = name === 'email' ? 3 : Math.max(minLength, 1);
  const cases: ValueCase[] = [
    [`of ${shortest} characters`, [textOf(shortest, name)], true],
    [`of ${maxLength} characters`, [textOf(maxLength, name)], true],
    [`of ${maxLength + 1} characters`, [textOf(maxLength + 1, name)], false],
    ['without a character', [''], false],
    ['with NUL', [`a\0${textOf(4, name)}`], false],
    ['with a lone surrogate', [`\ud800${textOf(4, name)}`, `${textOf(4, name)}\udc00`], false],
  ];
  if (isKey) return [...cases, ['with a space, or beyond ASCII', ['a b', 'a\u00e9', ' a', 'a\n'], false]];
  if (maxLength > 5000) return cases;
  const emoji = (count: number) => `${'\u{1f600}'.repeat(count - 16)}${textOf(16, name)}`;
  return [
    ...cases,
    [`of ${maxLength} code points that are two UTF-16 units each`, [emoji(maxLength)], true],
    [`of ${maxLength + 1} code points that are two UTF-16 units each`, [emoji(maxLength + 1)], false],
  ];
}

/** Text of a length that no record of HQ has, as far as its length allows. */
function textOf(length: number, name: string): string {
  const end = name !== 'email' ? '' : length < 16 ? '@b' : '@example.com';
  return `${fresh()
    .replaceAll('-', '')
    .padEnd(length, 'x')
    .slice(0, length - end.length)}${end}`;
}
