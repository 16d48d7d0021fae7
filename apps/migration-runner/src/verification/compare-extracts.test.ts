import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareExtracts, ExtractError, type LineDifference } from './compare-extracts.ts';
import { CsvError, csvLines } from './csv-lines.ts';

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
});
