// What every place of the contract is asked with. Add at the end: the first that a place takes stand in the sample records, and those
// of two versions are compared only where they are the same.

const letters = 'abcdefghijklmnopqrstuvwxyz';
const isPlain = (character: string) => /[a-z0-9]/iu.test(character);

const texts = `text|Text two|a|A|\u00c4|\u00e4|a\u0308|a\u00df|I\u0130i\u0131|\u65e5\u672c|\ud83d\ude00|\ufb01|\uff21\uff22|\u200b| a|a |a  b|\u00a0a\u3000||\u0020|a.|a,|a-|0|1|-1|01|1.5|1e3|0.00|12.50|
  -1.00|+1.00|01.00|.50|1.|0.000|1,50|1234567890123.00|12345678901234.00|true|false|null|yes|no|on|off|NaN|0x1f|${letters}|${letters.toUpperCase()}|0123456789`;

const emails = `ann@example.com|Ann@Example.COM|a@b|a@b.c|ann+tag@example.com|ann.b@sub.example.com|ann@@example.com|ann@ex@ample.com|
  @example.com|ann@|ann|ann@exa mple.com|ann @example.com|ann@localhost|\u00e4nn@example.com|ann@ex\u00e4mple.com|"ann"@example.com|
  ann@[127.0.0.1]|o'ann@example.com|ann_@example.com|ann@-example.com|ann@example.c|.ann@example.com|ann..b@example.com|ann@example.com.`;

const dates = `1970-01-01|2000-02-29|2026-06-30|0000-01-01|0001-01-01|1582-10-10|1752-09-05|1899-12-31|1900-01-01|1900-02-29|1969-12-31|
  1999-12-31|2001-02-29|2026-06-31|2026-13-01|2037-12-31|2038-01-20|2049-12-31|2050-01-01|2099-12-31|2100-01-01|2100-12-31|2101-01-01|
  2999-12-31|3000-01-01|9999-12-31|10000-01-01|-0001-01-01|2026-6-3|20260630|30.06.2026|06/30/2026|2026-06|2026-W27-2|2026-181`;

const times = `2026-06-30T12:00:00.123Z|2026-06-30T12:00:00Z|2026-06-30T12:00Z|2026-06-30T12:00:00.1Z|2026-06-30T12:00:00.123456Z|
  2026-06-30T12:00:00.123456789Z|2026-06-30T12:00:00.123+02:00|2026-06-30T12:00:00+02:00|2026-06-30T12:00:00+0200|2026-06-30T12:00:00-00:00|
  2026-06-30T12:00:00.123|2026-06-30T12:00:00|2026-06-30 12:00:00Z|2026-06-30t12:00:00z|2026-06-30T24:00:00Z|2026-06-30T23:59:60Z|
  12:00|12:00:00|12:00:00.123|P1D|PT1H`;

/** Every version and every variant of a guid, and other ways to write one. */
const guids = [
  ...[...'4123567089f'].map((version) => `0190a000-0000-${version}000-8000-000000000001`),
  ...[...'0479abcdef'].map((variant) => `0190a000-0000-4000-${variant}000-000000000001`),
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0190A000-0000-4000-8000-00000000000A',
  '{0190a000-0000-4000-8000-000000000001}',
  '0190a00000004000800000000000000a',
  'urn:uuid:0190a000-0000-4000-8000-000000000001',
];

const hosts = `https://example.com|http://example.com/a?b#c|ftp://example.com|mailto:ann@example.com|example.com|127.0.0.1|::1|+4915112345678|#ff0000|YWJj|en-US`;

const listed = (words: string) => words.split('|').map((word) => word.replace(/^\n\s*/u, ''));

/** Every character of ASCII that is no letter or digit, between two letters. */
const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
  .filter((character) => !isPlain(character))
  .map((character) => `x${character}y`);

const others = [
  0,
  1,
  2,
  100,
  -1,
  0.5,
  1.5,
  1e6,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  true,
  false,
  null,
  {},
  { a: 1 },
  [],
  ['a'],
  [0],
];

/** Values that every place is asked with, whatever it is for. */
export const sampleValues: readonly unknown[] = [
  ...new Set([
    ...listed(texts),
    ...listed(emails),
    ...listed(dates),
    ...listed(times),
    ...guids,
    ...listed(hosts),
    ...characters,
    'x\ud800y',
    ...others,
  ]),
];

/** Texts whose keys stand in the lock: a change of the key's rules changes one of them. */
export const namesForKeys: readonly string[] = [
  'Ann@Example.COM',
  '  ann@example.com\u00a0',
  'a\u0308nn@example.com',
  'STRASSE und Stra\u00dfe',
  'ACME Inc',
  'ACME \u3000 INC',
  'acme inc., ',
  '...',
  'Ligature \ufb01 stays',
  'I\u0130i\u0131',
  ...characters.map((text) => `${text.charAt(1)}A${text.charAt(1)}b${text.charAt(1)}`),
  '\u039f\u03a3 \u03a3',
  '\uff21\uff22 \u2013 \u2019',
  'A\u200bb\ufeff',
  '\u00c9 E\u0301',
  'A b 1',
  'A...,,b.,.',
  '\ud83d\ude00 A',
];

/** Pairs of versions, of which the lock says whether they understand each other. */
export const pairsOfVersions: readonly (readonly [string, string])[] = [
  ['1.2.0', '1.2.0'],
  ['1.0.0', '1.2.0'],
  ['1.2.0', '1.0.0'],
  ['1.2.0', '1.2.1'],
  ['1.2.0', '1.10.0'],
  ['1.2.0', '1.3.0-next.1'],
  ['1.2.0', '1.2.0+build'],
  ['1.2.0', '2.0.0'],
  ['2.0.0', '1.2.0'],
  ['1.2.0', '0.2.0'],
  ['1.2.0', '10.2.0'],
  ['1.2.0', '1'],
  ['1.2.0', '01.2.0'],
  ['1.2.0', 'v1.2.0'],
  ['1.2.0', ''],
];
