/** Key of a row whose only key column is null: nothing sorts behind it. */
export const lastKey = '\u{10ffff}';

const surrogatesStart = 0xd800;
const surrogatesEnd = 0xdfff;

/**
 * Order of two texts by their UTF-8 bytes, as `collate "C"` sorts. JavaScript's own order differs where a code point above U+FFFF
 * meets one of U+E000 to U+FFFF, because it compares UTF-16.
 */
export function compareBytewise(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others of UTF-16. */
function rank(unit: number): number {
  return unit >= surrogatesStart && unit <= surrogatesEnd ? unit + 0x10000 : unit;
}
