import { createHash } from 'node:crypto';

// The kit's own reading of the contract's canonical forms; nothing of the stub has a part in it.

/** The digest of rows by the rule of verification.digests. */
export function digestOfRows(rows: readonly { values: readonly (string | null)[] }[]): string {
  let sum = 0n;
  for (const { values } of rows) {
    const line = values.map((value) => value ?? '\u001e').join('\u001f');
    sum += BigInt(`0x${createHash('md5').update(line, 'utf8').digest('hex').slice(0, 15)}`);
  }
  return sum.toString();
}

/** Whether texts stand in bytewise order of their UTF-8, none twice. */
export function isSortedBytewise(texts: readonly string[]): boolean {
  return texts.every((text, at) => at === 0 || Buffer.compare(Buffer.from(texts[at - 1] ?? ''), Buffer.from(text)) < 0);
}

/** Reads RFC 4180 with LF: an empty unquoted field is null, a quoted one is text. Throws where the text is not that. */
export function readCsv(text: string): (string | null)[][] {
  const field = /"((?:[^"]|"")*)"|([^",\n\r]*)/y;
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    field.lastIndex = at;
    const match = field.exec(text);
    const [whole = '', quoted, plain = ''] = match ?? [];
    row.push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain === '' ? null : plain);
    at += whole.length;
    const end = text[at];
    if (end !== ',' && end !== '\n')
      throw new Error(`a field ends with ${JSON.stringify(end ?? 'the end of the file')} at character ${at}`);
    if (end === '\n') {
      rows.push(row);
      row = [];
    }
    at += 1;
  }
  return rows;
}
