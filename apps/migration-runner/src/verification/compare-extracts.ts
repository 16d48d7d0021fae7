import { columnSeparator, type Entity, extractColumns, type ExtractName, extracts, nullMark, rowKeyLength } from '@hq-field/contracts';
import { compareBytewise, lastKey } from './bytewise.ts';
import { type CsvLine, csvLines } from './csv-lines.ts';
import type { FindingKind } from './finding.ts';

/** A line of an extract that is not the same on both sides. */
export interface LineDifference {
  extract: ExtractName;
  entity: Entity;
  kind: FindingKind;
  key: string;
  /** Columns that differ; empty when only one side has the line. `(spelling)`: the same values, written in other characters. */
  columns: readonly string[];
  /** The fields of the line on each side; null when that side lacks it. */
  inField: readonly (string | null)[] | null;
  inHq: readonly (string | null)[] | null;
}

export interface ExtractComparison {
  linesInField: number;
  linesInHq: number;
}

/** A side's file does not begin with the contract's header, or is not sorted by its key. */
export class ExtractError extends Error {
  readonly code = 'extract_invalid';
  constructor(side: string, name: ExtractName, problem: string) {
    super(`The extract ${name} of ${side} ${problem}. This is a mistake of ${side}; report it.`);
    this.name = 'ExtractError';
  }
}

/**
 * Merges both sides' CSV of one extract by key, streaming. Yields lines that differ, returns how many lines there were. When one side fails, or
 * nobody reads on, both are ended: Field's connection answers nothing else before.
 */
export async function* compareExtracts(
  name: ExtractName,
  field: AsyncIterable<string>,
  hq: AsyncIterable<string>,
): AsyncGenerator<LineDifference, ExtractComparison> {
  const [inField, inHq] = [csvLines(field), csvLines(hq)];
  try {
    return yield* mergeLines(name, await Lines.open('Field', name, inField), await Lines.open('HQ', name, inHq));
  } finally {
    await Promise.allSettled([inField.return(undefined), inHq.return(undefined)]);
  }
}

async function* mergeLines(name: ExtractName, left: Lines, right: Lines): AsyncGenerator<LineDifference, ExtractComparison> {
  const { entity } = extracts[name];
  while (left.line !== null || right.line !== null) {
    if (right.line !== null && right.repeats) {
      yield { extract: name, entity, kind: 'duplicate_in_hq', key: right.key, columns: ['(key)'], inField: null, inHq: right.line.fields };
      await right.advance();
      continue;
    }
    const order = left.line === null ? 1 : right.line === null ? -1 : compareBytewise(left.key, right.key);
    if (left.line !== null && order < 0) {
      yield { extract: name, entity, kind: 'missing_in_hq', key: left.key, columns: [], inField: left.line.fields, inHq: null };
      await left.advance();
    } else if (right.line !== null && order > 0) {
      yield { extract: name, entity, kind: 'extra_in_hq', key: right.key, columns: [], inField: null, inHq: right.line.fields };
      await right.advance();
    } else if (left.line !== null && right.line !== null) {
      if (left.line.text !== right.line.text) {
        const columns = differingColumns(name, left.line, right.line);
        yield { extract: name, entity, kind: 'differs', key: right.key, columns, inField: left.line.fields, inHq: right.line.fields };
      }
      await Promise.all([left.advance(), right.advance()]);
    }
  }
  return { linesInField: left.read, linesInHq: right.read };
}

function differingColumns(name: ExtractName, left: CsvLine, right: CsvLine): string[] {
  const columns = extractColumns(name).filter((_, at) => left.fields[at] !== right.fields[at]);
  return columns.length > 0 ? columns : ['(spelling)'];
}

/** The lines of one side, one at a time, in order. */
class Lines {
  line: CsvLine | null = null;
  key = '';
  /** The line has the key of the one before. */
  repeats = false;
  read = 0;
  readonly #side: string;
  readonly #name: ExtractName;
  readonly #lines: AsyncGenerator<CsvLine>;

  private constructor(side: string, name: ExtractName, lines: AsyncGenerator<CsvLine>) {
    this.#side = side;
    this.#name = name;
    this.#lines = lines;
  }

  static async open(side: string, name: ExtractName, lines: AsyncGenerator<CsvLine>): Promise<Lines> {
    const header = await lines.next();
    const expected = extractColumns(name).join(',');
    if (header.done === true) throw new ExtractError(side, name, `is empty, without its header ${expected}`);
    if (header.value.text !== expected)
      throw new ExtractError(side, name, `begins with a line of ${header.value.fields.length} columns that is not its header ${expected}`);
    const opened = new Lines(side, name, lines);
    await opened.advance();
    return opened;
  }

  async advance(): Promise<void> {
    const { value, done } = await this.#lines.next();
    if (done === true) {
      this.line = null;
      return;
    }
    const columns = extractColumns(this.#name).length;
    if (value.fields.length !== columns)
      throw new ExtractError(this.#side, this.#name, `has a line of ${value.fields.length} columns, not ${columns}`);
    const key = keyOf(this.#name, value);
    const order = this.read === 0 ? -1 : compareBytewise(this.key, key);
    if (order > 0 || (order === 0 && this.#side === 'Field')) throw new ExtractError(this.#side, this.#name, 'is not sorted by its key');
    this.repeats = order === 0;
    this.line = value;
    this.key = key;
    this.read += 1;
  }
}

/** As rows are keyed: a key of one column that is null sorts last, one of several holds the mark. */
function keyOf(name: ExtractName, line: CsvLine): string {
  const parts = line.fields.slice(0, rowKeyLength[extracts[name].entity]);
  if (parts.length === 1) return parts[0] ?? lastKey;
  return parts.map((part) => part ?? nullMark).join(columnSeparator);
}
