import { rowColumns, type RowsOutput } from '@hq-field/contracts';
import { compareBytewise } from './bytewise.ts';
import type { Pair } from './compare-digests.ts';
import type { FieldDifference, Finding } from './finding.ts';

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

/**
 * Compares the rows of one pair, both streams in bytewise order of their keys. Reads and writes nothing else. A row that only HQ has is no
 * finding when `isExplained`.
 */
export async function* compareRows(
  pair: Pair,
  field: Rows,
  hq: Rows,
  isExplained: (row: Row) => boolean = () => false,
): AsyncGenerator<Finding> {
  const left = inOrder('Field', pair, field);
  const right = inOrder('HQ', pair, hq);
  let [a, b] = [await next(left), await next(right)];
  while (a !== null || b !== null) {
    const order = a === null ? 1 : b === null ? -1 : compareBytewise(a.key, b.key);
    if (a !== null && order < 0) {
      yield oneSided(pair, 'missing_in_hq', a);
      a = await next(left);
    } else if (b !== null && order > 0) {
      if (!isExplained(b)) yield oneSided(pair, 'extra_in_hq', b);
      b = await next(right);
    } else if (a !== null && b !== null) {
      const fields = differencesOf(pair, a, b);
      if (fields.length > 0) yield { ...pair, kind: 'differs', key: a.key, externalId: a.externalId, fields };
      [a, b] = [await next(left), await next(right)];
    }
  }
}

function oneSided(pair: Pair, kind: 'missing_in_hq' | 'extra_in_hq', row: Row): Finding {
  return { account: pair.account, entity: pair.entity, kind, key: row.key, externalId: row.externalId, fields: [] };
}

/** Fields of a record that differ; the binding of HQ's row to Field's record counts as one. */
function differencesOf(pair: Pair, field: Row, hq: Row): FieldDifference[] {
  const differences: FieldDifference[] = [];
  rowColumns[pair.entity].forEach((name, at) => {
    const [inField, inHq] = [field.values[at] ?? null, hq.values[at] ?? null];
    if (inField !== inHq) differences.push({ name, inField, inHq });
  });
  if (field.externalId !== hq.externalId) differences.push({ name: 'external_id', inField: field.externalId, inHq: hq.externalId });
  return differences;
}

async function* inOrder(side: string, pair: Pair, rows: Rows): AsyncGenerator<Row> {
  let last: string | null = null;
  for await (const row of rows) {
    if (last !== null && compareBytewise(last, row.key) >= 0) throw new RowOrderError(side, pair);
    last = row.key;
    yield row;
  }
}

async function next(rows: AsyncGenerator<Row>): Promise<Row | null> {
  const { value, done } = await rows.next();
  return done === true ? null : value;
}
