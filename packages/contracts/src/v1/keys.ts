// How HQ compares values that must be unique. Part of the contract: changing a key changes what counts as the same thing.

/** White space as both systems trim and collapse it: what ECMAScript's trim() removes, written out for SQL. */
export const whiteSpace =
  '\t\n\u000b\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

const spaceRun = /\s+/gu;

/** Key of an e-mail: trimmed, NFC, lower-cased. Two users never share it at HQ. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/**
 * Key of a company's name in its account, and of a live project's: NFC, spaces collapsed, lower-cased, without trailing
 * full stops and commas. A name of nothing but those keeps them.
 */
export function nameKey(name: string): string {
  const folded = name.normalize('NFC').replace(spaceRun, ' ').trim().toLowerCase();
  const bare = folded.replace(/[ .,]+$/u, '');
  return bare === '' ? folded : bare;
}
