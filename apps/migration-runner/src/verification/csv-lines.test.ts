import { describe, expect, it } from 'vitest';
import { CsvError, type CsvLine, csvLines } from './csv-lines.ts';

async function* inChunks(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
const read = (text: string, size = text.length + 1): Promise<CsvLine[]> => Array.fromAsync(csvLines(inChunks(text, size)));
const fields = async (text: string) => (await read(text)).map((line) => line.fields);

describe('csvLines', () => {
  it.each<[string, (string | null)[][]]>([
    ['', []],
    ['a,b\n', [['a', 'b']]],
    ['a,,c\n', [['a', null, 'c']]],
    [',\n', [[null, null]]],
    ['\n', [[null]]],
    ['"",a\n', [['', 'a']]],
    ['a,""\n', [['a', '']]],
    ['"a,b","c\nd"\n', [['a,b', 'c\nd']]],
    ['"say ""hi""",x\n', [['say "hi"', 'x']]],
    ['""""\n', [['"']]],
    ['"""a"\n', [['"a']]],
    [
      '"a",,"b"\nc,d,e\n',
      [
        ['a', null, 'b'],
        ['c', 'd', 'e'],
      ],
    ],
    ['"\n\n"\nb\n', [['\n\n'], ['b']]],
    ['a\r\n', [['a\r']]],
  ])('reads %j', async (text, expected) => {
    expect(await fields(text)).toEqual(expected);
  });

  it('keeps the characters of each record, and reads chunks of any size alike', async () => {
    const text = 'key,name\n1,"a\n""b"""\n2,\n"3","x,y"\n';
    const whole = await read(text);
    expect(whole.map((line) => line.text)).toEqual(['key,name', '1,"a\n""b"""', '2,', '"3","x,y"']);
    for (let size = 1; size < text.length; size += 1) expect(await read(text, size)).toEqual(whole);
  });

  it.each([
    ['a\nb', 'Record 2 of the CSV has no end'],
    ['a', 'Record 1 of the CSV has no end'],
    ['a\n"b\n', 'Record 2 of the CSV has no end'],
    ['x\n"a"b,c\n', 'Record 2 of the CSV has something behind a closing quote'],
    ['a"b"\n', 'Record 1 of the CSV has a quote inside an unquoted field'],
    ['"a",b"c"\n', 'Record 1 of the CSV has a quote inside an unquoted field'],
  ])('refuses %j', async (text, words) => {
    const reading = read(text);
    await expect(reading).rejects.toThrow(CsvError);
    await expect(reading).rejects.toMatchObject({ name: 'CsvError', code: 'csv_invalid', message: expect.stringContaining(words) });
    await expect(reading).rejects.toThrow(/fetch it again/);
  });
});
