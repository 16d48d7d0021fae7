// The text rules as SQL functions of the snapshot. They do not depend on the database's locale, and agree with trim, normalize('NFC'),
// toLowerCase and toUpperCase of ECMAScript. Each takes a column as it is, so that the planner puts its body in place of the call.
import { whiteSpace } from '@hq-field/contracts';
import type { Snapshot } from './snapshot.ts';

/** Collations that map letters by all of Unicode's rules. PostgreSQL 18 has its own; the ICU that a server was built with can be many years old. */
const unicodeCollations = ['pg_unicode_fast', 'und-x-icu'] as const;

const space = escaped(whiteSpace);
const asciiSpace = escaped(whiteSpace.replace(/[^\0-\x7f]/gu, ''));
const latinSpace = escaped(whiteSpace.replace(/[^\0-\u02ff]/gu, ''));
/** Text of one byte a character is ASCII: it is in NFC, and its letters need no Unicode. Most text takes this road. */
const isAscii = 'octet_length($1) = char_length($1)';
/** Every character before the combining ones is in NFC by itself and beside any other of them: to see that is cheaper than to normalize. */
const isLatin = String.raw`$1 collate "C" !~ '[^\u0001-\u02ff]'`;

export async function createTextFunctions(snapshot: Snapshot): Promise<void> {
  const collation = await unicodeCollation(snapshot);
  const cased = (map: 'lower' | 'upper', ascii: string, other: string): string =>
    `case when ${isAscii} then ${map}(${ascii} collate "C") collate "C" else ${map}(${other} collate "${collation}") collate "C" end`;
  const trimmedAscii = `btrim($1, ${asciiSpace})`;
  const trimmed = `case when ${isLatin} then btrim($1, ${latinSpace}) else normalize(btrim($1, ${space}), nfc) end`;

  await snapshot.run(`
    -- Trimmed and in NFC; empty text is null.
    ${textFunction('clean', `nullif(case when ${isAscii} then ${trimmedAscii} else ${trimmed} end, '')`)}
    -- Clean and lower-cased, or upper-cased.
    ${textFunction('word', `nullif(${cased('lower', trimmedAscii, trimmed)}, '')`)}
    ${textFunction('upper_word', `nullif(${cased('upper', trimmedAscii, trimmed)}, '')`)}
    -- The lower-cased word without the white space round each slash.
    ${textFunction('slashed_word', `regexp_replace(nullif(${cased('lower', trimmedAscii, trimmed)}, ''), '[' || ${space} || ']*/[' || ${space} || ']*', '/', 'g')`)}
    -- Clean, with each run of white space as one space.
    ${textFunction('spaced', `nullif(btrim(regexp_replace(case when ${isAscii} or ${isLatin} then $1 else normalize($1, nfc) end, '[' || ${space} || ']+', ' ', 'g'), ' '), '')`)}
    -- Name key of a text that spaced() has made.
    ${textFunction('name_key', `coalesce(nullif(rtrim(${cased('lower', '$1', '$1')}, ' .,'), ''), ${cased('lower', '$1', '$1')})`)}

    create function pg_temp.is_email(text) returns boolean language sql immutable as $is_email$
      select $1 ~ ('^[^@' || ${space} || ']+@[^@' || ${space} || ']+$')
    $is_email$;
    create function pg_temp.is_uuid(text) returns boolean language sql immutable as $is_uuid$
      select $1 ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'
    $is_uuid$;
    -- A date that HQ can hold: finite, year 1 to 9999.
    create function pg_temp.is_calendar(date) returns boolean language sql immutable as $is_calendar$
      select $1 between date '0001-01-01' and date '9999-12-31'
    $is_calendar$;
  `);
}

function textFunction(name: string, body: string): string {
  return `create function pg_temp.${name}(text) returns text language sql immutable as $${name}$ select ${body} $${name}$;`;
}

async function unicodeCollation(snapshot: Snapshot): Promise<string> {
  const names = unicodeCollations.map((name) => `'${name}'`).join(', ');
  const found = await snapshot.read<{ name: string }>(
    `select collname as name from pg_collation where collname in (${names}) and collnamespace = 'pg_catalog'::regnamespace`,
  );
  const best = unicodeCollations.find((name) => found.some((row) => row.name === name));
  if (best === undefined)
    throw new Error(
      `The Field database server can lower-case ASCII only: it has neither the collation ${unicodeCollations.join(' nor ')}. ` +
        'Use a PostgreSQL that is built with ICU, or PostgreSQL 18.',
    );
  return best;
}

/** A string constant of SQL in which every character (all of them have four digits) is written by its number. */
function escaped(text: string): string {
  return `E'${text.replace(/./gsu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}
