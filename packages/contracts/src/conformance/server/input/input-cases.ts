import type { Change, InputCase, Path } from './change.ts';
import { branchOf, type SchemaNode } from './schema-node.ts';
import { stringCases, type ValueCase } from './string-cases.ts';

/** Values of a type that is not the field's. */
const wrongTypes: Record<string, readonly unknown[]> = {
  string: [7, ['a'], { a: 1 }],
  integer: ['1', true, [1]],
  boolean: ['true', 1, 0],
  array: ['a', { a: 1 }, 7],
  object: ['a', ['a'], 7],
  null: ['a', {}, 0],
};

const set = (value: unknown): Change => ({ kind: 'set', value });

/** Every case of a place of an input and of the places below it. `example` is what a valid input has there. */
export function inputCases(schema: SchemaNode, example: unknown, path: Path = []): InputCase[] {
  const { node, nullable } = branchOf(schema, example);
  const type = typeOf(node);
  const field = nameOf(path);
  const here = (title: string, changes: readonly Change[], isTaken: boolean): InputCase => ({
    title: `${field} ${title} is ${isTaken ? 'taken' : 'refused'}`,
    path,
    changes,
    isTaken,
  });
  const cases = [here('of another type', (wrongTypes[type] ?? []).map(set), false)];
  if (type !== 'null') cases.push(here('of null', [set(null)], nullable));
  for (const [title, values, isTaken] of valueCases(node, type, path)) cases.push(here(title, values.map(set), isTaken));
  if (type === 'object') return [...cases, ...objectCases(node, example as Record<string, unknown>, path)];
  const [first] = type === 'array' ? (example as unknown[]) : [];
  return first === undefined || node.items === undefined ? cases : [...cases, ...arrayCases(node, first, path)];
}

function typeOf({ type, const: constant, enum: values }: SchemaNode): string {
  if (typeof type === 'string') return type;
  return values !== undefined ? 'string' : typeof constant;
}

function valueCases(node: SchemaNode, type: string, path: Path): ValueCase[] {
  if (type === 'string') return stringCases(node, String(path.at(-1)));
  // Limits of a request are a section of their own: they are refused with another reason.
  if (type === 'integer') return integerCases(node, path.length > 1);
  return [];
}

function integerCases({ minimum, maximum }: SchemaNode, withMaximum: boolean): ValueCase[] {
  const cases: ValueCase[] = [['with decimals', [1.5], false]];
  if (minimum !== undefined) cases.push([`of ${minimum}`, [minimum], true], [`of ${minimum - 1}`, [minimum - 1], false]);
  if (maximum !== undefined && withMaximum) cases.push([`of ${maximum}`, [maximum], true], [`of ${maximum + 1}`, [maximum + 1], false]);
  return cases;
}

function objectCases({ properties = {}, required = [] }: SchemaNode, example: Record<string, unknown>, path: Path): InputCase[] {
  const unknown: InputCase = {
    title: `${nameOf(path)} with a field that the contract does not know is refused`,
    path,
    changes: [set({ ...example, unknownField: 1 })],
    isTaken: false,
  };
  const fields = Object.entries(properties).filter(([name]) => Object.hasOwn(example, name));
  return [
    unknown,
    ...fields.flatMap(([name, property]): InputCase[] => [
      {
        title: `${nameOf([...path, name])} that is missing is ${required.includes(name) ? 'refused' : 'taken'}`,
        path: [...path, name],
        changes: [{ kind: 'take off' }],
        isTaken: !required.includes(name),
      },
      ...inputCases(property, example[name], [...path, name]),
    ]),
  ];
}

function arrayCases({ items = {}, maxItems }: SchemaNode, first: unknown, path: Path): InputCase[] {
  const below = inputCases(items, first, [...path, 0]);
  if (maxItems === undefined || path.length === 1) return below;
  const list = (length: number) => Array.from({ length }, (_, at) => items.enum?.[at % items.enum.length] ?? first);
  const of = (length: number, isTaken: boolean): InputCase => ({
    title: `${nameOf(path)} of ${length} items is ${isTaken ? 'taken' : 'refused'}`,
    path,
    changes: [set(list(length))],
    isTaken,
  });
  return [of(maxItems, true), of(maxItems + 1, false), ...below];
}

/** `user.data.email` for the place of the first user's e-mail in a batch. */
function nameOf(path: Path): string {
  const steps = path[0] === 'records' && path.length > 1 ? path.slice(1) : path;
  const names = steps.filter((step) => step !== 0);
  return names.length === 0 ? 'the input' : `${names.join('.')}${path.at(-1) === 0 && names.at(-1) !== steps[0] ? ' item' : ''}`;
}
