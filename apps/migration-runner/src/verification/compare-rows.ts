import { type Entity, rowColumns, type RowsOutput } from '@hq-field/contracts';
import { compareBytewise } from './bytewise.ts';
import type { Pair } from './compare-digests.ts';
import type { Difference, FieldDifference } from './finding.ts';

export type Row = RowsOutput['rows'][number];
type Rows = AsyncIterable<Row> | Iterable<Row>;

/** A system answered rows that are not in bytewise order of distinct keys: comparing them would prove nothing. */
export class RowOrderError extends Error {
  readonly code = 'row_order';
  constructor(side: string, pair: Pair) {
    super(`${side} answered rows of ${pair.entity} out of order, so they cannot be compared. This is a mistake of ${side}; report it.`);
    this.name = 'RowOrderError';
  }
}

/** Columns and ids that name a parent of the row. */
const parentsOf: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  project: ['account'],
  accountMember: ['company', 'company_external_id'],
  projectCompany: ['company_external_id'],
  projectMember: ['company', 'company_external_id'],
};

/**
 * Compares the rows of one pair, both streams in bytewise order of their keys. Reads and writes nothing else. A row that only one side has is no
 * difference when `isExplained`. Of several rows of HQ with one key the first is compared, the others are named.
 */
export async function* compareRows(
  pair: Pair,
  field: Rows,
  hq: Rows,
  isExplained: (side: 'field' | 'hq', row: Row) => boolean | Promise<boolean> = () => false,
): AsyncGenerator<Difference> {
  const left = inOrder('Field', pair, field);
  const right = inOrder('HQ', pair, hq);
  let [a, b] = await Promise.all([next(left), next(right)]);
  let last: string | null = null;
  while (a !== null || b !== null) {
    if (b !== null && b.key === last) {
      yield { ...oneSided(pair, 'duplicate_in_hq', b), fields: [{ name: '(key)', inField: null, inHq: b.key }] };
      b = await next(right);
      continue;
    }
    const order = a === null ? 1 : b === null ? -1 : compareBytewise(a.key, b.key);
    if (b !== null && order >= 0) last = b.key;
    if (a !== null && order < 0) {
      if (!(await isExplained('field', a))) yield oneSided(pair, 'missing_in_hq', a);
      a = await next(left);
    } else if (b !== null && order > 0) {
      if (!(await isExplained('hq', b))) yield oneSided(pair, 'extra_in_hq', b);
      b = await next(right);
    } else if (a !== null && b !== null) {
      const fields = differencesOf(pair, a, b);
      if (fields.length > 0) yield { ...pair, kind: kindOf(pair.entity, fields), key: a.key, externalId: a.externalId, fields };
      [a, b] = [await next(left), await next(right)];
    }
  }
}

function oneSided(pair: Pair, kind: 'missing_in_hq' | 'extra_in_hq' | 'duplicate_in_hq', row: Row): Difference {
  return { account: pair.account, entity: pair.entity, kind, key: row.key, externalId: row.externalId, fields: [] };
}

/** What differs in the names of its parents alone stands below a wrong one. */
export function kindOf(entity: Entity, fields: readonly FieldDifference[]): 'differs' | 'wrong_parent' {
  const parents = parentsOf[entity] ?? [];
  return fields.every(({ name }) => parents.includes(name)) ? 'wrong_parent' : 'differs';
}

/** Fields of a record that differ; the binding of HQ's row, its person and its company to Field's records count as such. */
function differencesOf(pair: Pair, field: Row, hq: Row): FieldDifference[] {
  const differences: FieldDifference[] = [];
  rowColumns[pair.entity].forEach((name, at) => {
    const [inField, inHq] = [field.values[at] ?? null, hq.values[at] ?? null];
    if (inField !== inHq) differences.push({ name, inField, inHq });
  });
  const bindings = [
    ['external_id', field.externalId, hq.externalId],
    ...(pair.entity === 'user' ? [] : [['user_external_id', field.user, hq.user] as const]),
    ...(pair.entity === 'company' ? [] : [['company_external_id', field.company, hq.company] as const]),
  ] as const;
  for (const [name, inField, inHq] of bindings) if (inField !== inHq) differences.push({ name, inField, inHq });
  return differences;
}

async function* inOrder(side: string, pair: Pair, rows: Rows): AsyncGenerator<Row> {
  let last: string | null = null;
  for await (const row of rows) {
    if (last !== null && compareBytewise(last, row.key) > (side === 'HQ' ? 0 : -1)) throw new RowOrderError(side, pair);
    last = row.key;
    yield row;
  }
}

async function next(rows: AsyncGenerator<Row>): Promise<Row | null> {
  const { value, done } = await rows.next();
  return done === true ? null : value;
}
