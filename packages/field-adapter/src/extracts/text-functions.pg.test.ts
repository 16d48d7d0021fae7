import { emailKey, nameKey, whiteSpace } from '@hq-field/contracts';
import { testDatabase } from '@hq-field/testkit';
import * as fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { createLegacyField } from './fixtures/small-field.ts';
import { openSnapshot } from './snapshot.ts';
import { createTextFunctions } from './text-functions.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const sql = postgres(database.url, { onnotice: () => {} });
const snapshot = await openSnapshot(sql);
await createTextFunctions(snapshot);
afterAll(async () => {
  await snapshot.close();
  await sql.end();
  await database.drop();
});

/** Scripts that have been complete for long: the servers, their ICU and Node know Unicode in different versions. */
const settledScripts = [
  [0x0001, 0x06ff],
  [0x0900, 0x0dff],
  [0x10a0, 0x17ff],
  [0x1d00, 0x2dff],
] as const;
/** Got a capital in Unicode 16 only. */
const newlyCased = /[\u019b\u0264]/u;

/** White space and what looks like it, letters whose case or form depends on others, and those of many scripts. */
const letter = fc.oneof(
  fc.constantFrom(
    ...whiteSpace.split(''),
    ...'\u180e\u200b\u0085\u0130\u0131\u03a3\u00df\u1e9e\u212a\u0301\u0308\u0345\u0958\u226e.,Az'.split(''),
  ),
  fc.constantFrom('\ud835\udc00', '\ud801\udc00'),
  fc
    .oneof(...settledScripts.map(([min, max]) => fc.integer({ min, max })))
    .map((code) => String.fromCodePoint(code))
    .filter((character) => !newlyCased.test(character)),
);
const text = fc.string({ unit: letter, maxLength: 12 });
/** Text without a character from U+0300 on takes a shorter road, and the one after it does not. */
const latin = fc.string({
  unit: fc
    .oneof(fc.constantFrom(...whiteSpace.split('').filter((space) => space < '\u0300')), fc.integer({ min: 1, max: 0x300 }))
    .map((one) => (typeof one === 'number' ? String.fromCodePoint(one) : one))
    .filter((character) => !newlyCased.test(character)),
  maxLength: 12,
});

async function inSql(call: string, texts: readonly string[]): Promise<(string | null)[]> {
  const rows = await snapshot.read<{ answer: string | null }>(
    `select ${call} as answer from (select value as x from jsonb_array_elements_text($1::text::jsonb) with ordinality order by ordinality offset 0) t`,
    [JSON.stringify(texts)],
  );
  return rows.map((row) => row.answer);
}

function clean(value: string): string | null {
  return value.trim().normalize('NFC') || null;
}

describe('SQL agrees with ECMAScript', () => {
  test.each([
    ['clean', 'pg_temp.clean(x)', clean],
    ['word', 'pg_temp.word(x)', (value: string) => emailKey(value) || null],
    ['upper_word', 'pg_temp.upper_word(x)', (value: string) => clean(value)?.toUpperCase() ?? null],
    ['spaced', 'pg_temp.spaced(x)', (value: string) => value.normalize('NFC').replace(/\s+/gu, ' ').trim() || null],
    ['name_key', 'pg_temp.name_key(pg_temp.spaced(x))', (value: string) => nameKey(value) || null],
    ['is_email', 'pg_temp.is_email(x)::text', (value: string) => String(/^[^@\s]+@[^@\s]+$/u.test(value))],
  ])('%s', async (_, call, inEcmaScript) => {
    const texts = [text, latin].flatMap((one) => fc.sample(one, { numRuns: 5000, seed: 7 }));
    texts.push('a@b', 'a@', 'a@b@c', 'a\n@b', '. ,');
    expect(await inSql(call, texts)).toEqual(texts.map(inEcmaScript));
  });
});
