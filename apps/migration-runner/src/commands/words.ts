import type { Command as Parser } from 'commander';
import { UsageError } from '../config.ts';

/** What the first word of a command takes, such as `set` of `gate set`. */
export interface Word {
  /** Options that go with it, beside --json. */
  options: readonly string[];
  /** How many words may follow it; none unless told. */
  more?: number;
}

/**
 * Refuses a first word that is none of these, and what goes with another one: what is ignored was meant, and `quarantine release --limit 5`
 * would release everything. Where the first word may be left out, it is the first of these. Throws UsageError.
 */
export function checkWords(words: Readonly<Record<string, Word>>, parser: Parser): void {
  const [first = Object.keys(words)[0] ?? '', ...others] = parser.args;
  const word = Object.hasOwn(words, first) ? words[first] : undefined;
  if (word === undefined) throw new UsageError(`Expected one of ${Object.keys(words).join(', ')}, got \`${first}\`.`);
  const tooMany = others[word.more ?? 0];
  if (tooMany !== undefined) throw new UsageError(`${parser.name()} ${first} takes no \`${tooMany}\`.`);
  for (const option of parser.options) {
    const name = option.name();
    if (name === 'json' || word.options.includes(name) || parser.getOptionValueSource(option.attributeName()) !== 'cli') continue;
    const those = Object.keys(words).filter((one) => words[one]?.options.includes(name));
    throw new UsageError(`--${name} goes with ${parser.name()} ${those.join(' or ')}, not with ${first}.`);
  }
}
