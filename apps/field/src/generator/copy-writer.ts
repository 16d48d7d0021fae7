import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type postgres from 'postgres';

export type Value = string | number | boolean | null;

const flushBytes = 256 * 1024;

/** Streams rows into one table by COPY. Memory stays flat: rows are sent as soon as a buffer is full. */
export class CopyWriter {
  readonly #stream: Writable;
  readonly #columns: readonly string[];
  readonly #ended: Promise<unknown>;
  #buffer: string[] = [];
  #bytes = 0;
  rows = 0;

  private constructor(stream: Writable, columns: readonly string[]) {
    this.#stream = stream;
    this.#columns = columns;
    this.#ended = finished(stream);
    // It is awaited at the end; a failure before must not end the process.
    this.#ended.catch(() => {});
  }

  static async open(sql: postgres.Sql, table: string, columns: readonly string[]): Promise<CopyWriter> {
    return new CopyWriter(await sql`copy ${sql(table)} (${sql(columns as string[])}) from stdin`.writable(), columns);
  }

  async write(row: Readonly<Record<string, Value>>): Promise<void> {
    const line = `${this.#columns.map((column) => copied(row[column] ?? null)).join('\t')}\n`;
    this.#buffer.push(line);
    this.#bytes += line.length;
    this.rows += 1;
    if (this.#bytes >= flushBytes) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await this.#ended;
  }

  async #flush(): Promise<void> {
    if (this.#buffer.length === 0) return;
    const chunk = this.#buffer.join('');
    this.#buffer = [];
    this.#bytes = 0;
    if (!this.#stream.write(chunk)) await Promise.race([new Promise((resolve) => this.#stream.once('drain', resolve)), this.#ended]);
  }
}

const special: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as COPY's text format writes it. */
function copied(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return /[\\\t\n\r]/u.test(value) ? value.replace(/[\\\t\n\r]/gu, (character) => special[character] as string) : value;
}
