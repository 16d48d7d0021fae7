// Reads RFC 4180 text in chunks of any size, one record at a time, and keeps each record's exact characters.

export interface CsvLine {
  /** The record as it stands in the file, without its line feed. */
  text: string;
  /** Its fields; an empty unquoted field is null, `""` is the empty text. */
  fields: (string | null)[];
}

/** The text is no CSV as the contract has it: a quote is open at the end, or something follows a closing quote. */
export class CsvError extends Error {
  readonly code = 'csv_invalid';
  constructor(line: number, problem: string) {
    super(`Record ${line} of the CSV ${problem}. The extract was cut off or not written by the contract; fetch it again.`);
    this.name = 'CsvError';
  }
}

export async function* csvLines(chunks: AsyncIterable<string>): AsyncGenerator<CsvLine> {
  let rest = '';
  let read = 0;
  for await (const chunk of chunks) {
    rest += chunk;
    let start = 0;
    for (let end = endOfRecord(rest, start); end !== -1; end = endOfRecord(rest, start)) {
      read += 1;
      yield toLine(rest.slice(start, end), read);
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  if (rest !== '') throw new CsvError(read + 1, 'has no end');
}

/** Index of the line feed that ends the record, -1 when it is not there yet. A record with quotes ends where their number is even. */
function endOfRecord(text: string, start: number): number {
  let from = start;
  for (;;) {
    const feed = text.indexOf('\n', from);
    if (feed === -1) return -1;
    if (hasEvenQuotes(text, start, feed)) return feed;
    from = feed + 1;
  }
}

function hasEvenQuotes(text: string, start: number, end: number): boolean {
  let even = true;
  for (let at = text.indexOf('"', start); at !== -1 && at < end; at = text.indexOf('"', at + 1)) even = !even;
  return even;
}

function toLine(text: string, line: number): CsvLine {
  if (!text.includes('"')) return { text, fields: text.split(',').map((field) => (field === '' ? null : field)) };
  const fields: (string | null)[] = [];
  let at = 0;
  for (;;) {
    const quoted = text[at] === '"';
    const end = quoted ? closingQuote(text, at) + 1 : endOfPlain(text, at);
    const raw = text.slice(at, end);
    if (end < text.length && text[end] !== ',') throw new CsvError(line, 'has something behind a closing quote');
    if (!quoted && raw.includes('"')) throw new CsvError(line, 'has a quote inside an unquoted field');
    fields.push(quoted ? raw.slice(1, -1).replaceAll('""', '"') : raw === '' ? null : raw);
    if (end >= text.length) return { text, fields };
    at = end + 1;
  }
}

function endOfPlain(text: string, start: number): number {
  const comma = text.indexOf(',', start);
  return comma === -1 ? text.length : comma;
}

function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
