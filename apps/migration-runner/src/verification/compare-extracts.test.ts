import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareExtracts, ExtractError, type LineDifference } from './compare-extracts.ts';
import { CsvError, csvLines } from './csv-lines.ts';
import { lastKey } from './bytewise.ts';

const header = 'project,company\n';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function compare(field: string, hq: string, size = 3) {
  const differences: LineDifference[] = [];
  const lines = compareExtracts('project_companies', inPieces(header + field, size), inPieces(header + hq, size));
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) return { differences: differences.map(({ kind, key, columns }) => [kind, key, ...columns]), ...value };
    differences.push(value);
  }
}

describe('csvLines', () => {
  it('reads back any fields, whatever the pieces', async () => {
    const field = fc.option(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\u{1f600}', ' ') }), { nil: null });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(field, { minLength: 1, maxLength: 4 })), fc.integer({ min: 1, max: 7 }), async (rows, size) => {
        const written = (value: string | null) =>
          value === null ? '' : value === '' || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
        const text = rows.map((row) => `${row.map(written).join(',')}\n`).join('');
        const read = await Array.fromAsync(csvLines(inPieces(text, size)));
        expect(read.map((line) => line.fields)).toEqual(rows);
        expect(read.map((line) => `${line.text}\n`).join('')).toBe(text);
      }),
    );
  });

  it.each([
    ['a file that was cut in mid-line', 'a,b\nc'],
    ['a file that was cut inside quotes', 'a,"b\n'],
    ['something behind a closing quote', '"a"b,c\n'],
    ['a quote inside a plain field', 'a"b,c"d\n'],
  ])('refuses %s', async (_, text) => {
    await expect(Array.fromAsync(csvLines(inPieces(text, 2)))).rejects.toThrow(CsvError);
  });
});

describe('compareExtracts', () => {
  it('counts the lines of equal files', async () => {
    expect(await compare('p,a\np,b\n', 'p,a\np,b\n')).toEqual({ differences: [], linesInField: 2, linesInHq: 2 });
  });

  it('names lines that only one side has', async () => {
    const { differences } = await compare('p,a\np,c\n', 'p,b\np,c\n');
    expect(differences).toEqual([
      ['missing_in_hq', 'p\u001fa'],
      ['extra_in_hq', 'p\u001fb'],
    ]);
  });

  it('finds another spelling of the same values', async () => {
    expect((await compare('p,a\n', 'p,"a"\n')).differences).toEqual([['differs', 'p\u001fa', '(spelling)']]);
  });

  it('refuses another header, a line too short, and lines out of order', async () => {
    await expect(compareExtracts('users', inPieces(header, 9), inPieces(header, 9)).next()).rejects.toThrow(ExtractError);
    await expect(compare('p\n', '')).rejects.toThrow(ExtractError);
    await expect(compare('', 'q,a\np,a\n')).rejects.toThrow(ExtractError);
  });

  it('refuses a side that answered nothing at all', async () => {
    await expect(compareExtracts('users', inPieces('', 9), inPieces('', 9)).next()).rejects.toThrow(ExtractError);
  });

  it('names every kind of difference with the fields of both sides, also behind the last line of one', async () => {
    const field = 'p,a\np,c\np,e\n';
    const hq = 'p,b\np,c\np,c\np,d\nq,\n';
    const name = 'project_companies' as const;
    const compared = compareExtracts(name, inPieces(header + field, 4), inPieces(header + hq, 4));
    const of = { extract: name, entity: 'projectCompany', columns: [] as string[] };
    expect(await Array.fromAsync(compared)).toEqual([
      { ...of, kind: 'missing_in_hq', key: 'p\u001fa', inField: ['p', 'a'], inHq: null },
      { ...of, kind: 'extra_in_hq', key: 'p\u001fb', inField: null, inHq: ['p', 'b'] },
      { ...of, kind: 'duplicate_in_hq', key: 'p\u001fc', columns: ['(key)'], inField: null, inHq: ['p', 'c'] },
      { ...of, kind: 'extra_in_hq', key: 'p\u001fd', inField: null, inHq: ['p', 'd'] },
      { ...of, kind: 'missing_in_hq', key: 'p\u001fe', inField: ['p', 'e'], inHq: null },
      { ...of, kind: 'extra_in_hq', key: 'q\u001f\u001e', inField: null, inHq: ['q', null] },
    ]);
    expect(await compare(field, hq)).toMatchObject({ linesInField: 3, linesInHq: 5 });
  });

  it('names the columns that differ, and keys a line without a key behind all others', async () => {
    const users = 'email,autodesk_id,oxygen_uid\n';
    const compared = compareExtracts('users', inPieces(`${users}a,1,2\nb,1,2\n`, 5), inPieces(`${users}a,1,3\nb,,\n,9,9\n`, 5));
    expect((await Array.fromAsync(compared)).map(({ kind, key, columns, inField, inHq }) => [kind, key, columns, inField, inHq])).toEqual([
      ['differs', 'a', ['oxygen_uid'], ['a', '1', '2'], ['a', '1', '3']],
      ['differs', 'b', ['autodesk_id', 'oxygen_uid'], ['b', '1', '2'], ['b', null, null]],
      ['extra_in_hq', lastKey, [], null, [null, '9', '9']],
    ]);
  });

  it.each([
    ['', 'is empty, without its header project,company'],
    ['a,b,c\n', 'begins with a line of 3 columns that is not its header project,company'],
    [`${header}p\n`, 'has a line of 1 columns, not 2'],
    [`${header}q,a\np,a\n`, 'is not sorted by its key'],
  ])('says what is wrong with %j, and whose it is', async (text, problem) => {
    const good = () => inPieces(header, 99);
    const bad = () => inPieces(text, 99);
    const message = (side: string) => `The extract project_companies of ${side} ${problem}. This is a mistake of ${side}; report it.`;
    const read = (field: AsyncIterable<string>, hq: AsyncIterable<string>) =>
      Array.fromAsync(compareExtracts('project_companies', field, hq));
    await expect(read(bad(), good())).rejects.toMatchObject({ name: 'ExtractError', code: 'extract_invalid', message: message('Field') });
    await expect(read(good(), bad())).rejects.toMatchObject({ name: 'ExtractError', code: 'extract_invalid', message: message('HQ') });
  });

  it.each([
    ['HQ breaks off', header, new Error('HQ broke off')],
    ['HQ has another header', 'another\n', ExtractError],
  ])('ends the side of Field, and throws no other error, when %s', async (_, begun, expected) => {
    let isEnded = false;
    async function* endless() {
      try {
        yield header;
        for (let at = 0; ; at += 1) yield `p,${String(at).padStart(9, '0')}\n`;
      } finally {
        isEnded = true;
        await Promise.reject(new Error('the end of Field'));
      }
    }
    async function* breaksOff() {
      yield begun;
      await Promise.reject(new Error('HQ broke off'));
    }
    await expect(Array.fromAsync(compareExtracts('project_companies', endless(), breaksOff()))).rejects.toThrow(expected);
    expect(isEnded).toBe(true);
  });

  it('refuses a line of Field that stands twice', async () => {
    await expect(compare('p,a\np,a\n', '')).rejects.toThrow(/is not sorted by its key/);
  });
});
