import { type Entity, entityNames } from '@hq-field/contracts';
import type { MappedRecord } from '../mapping/map-record.ts';
import type { Rule } from '../mapping/mapped.ts';

/** What a dry run counts of its records. */
export interface TallyReport {
  /** Records that would be sent, a person once for each account. */
  records: Record<Entity, number>;
  /** Records that a rule would merge, supply or change, by rule, with the keys of some. */
  rules: RuleLine[];
  /** Records that would be put aside, with the keys of some. */
  quarantine: { code: string; entity: Entity; records: number; examples: string[] }[];
}

interface RuleLine {
  rule: Rule;
  records: number;
  examples: string[];
  /** Words that nobody knows, the most frequent ones, and how many more there are; behind the first 10,000 of a rule each use of one counts. */
  unknownWords: { word: string; times: number }[];
  moreUnknownWords: number;
}

const examplesEach = 3;
const unknownWordsEach = 100;
/** Different words of a rule that are kept: a category is free text, and each row of millions may have its own. */
const mostWordsEach = 10_000;

/** Counts records of a dry run, and keeps a few of each kind as examples. What it keeps does not grow with the data. */
export class Tally {
  readonly records = new Map<Entity, number>(entityNames.map((entity) => [entity, 0]));
  readonly rules = new Map<Rule, { records: number; examples: Set<string>; words: Map<string, number>; moreWords: number }>();
  readonly quarantine = new Map<string, { code: string; entity: Entity; records: number; examples: string[] }>();

  add(record: MappedRecord, code: string | null): void {
    for (const rule of record.notes) {
      const line = this.rule(rule);
      line.records += 1;
      if (line.examples.size < examplesEach) line.examples.add(record.externalId);
    }
    for (const { rule, word } of record.unknownWords ?? []) {
      const line = this.rule(rule);
      const times = line.words.get(word);
      if (times === undefined && line.words.size === mostWordsEach) line.moreWords += 1;
      else line.words.set(word, (times ?? 0) + 1);
    }
    if (code === null) {
      this.records.set(record.entity, (this.records.get(record.entity) ?? 0) + 1);
      return;
    }
    const name = `${code} ${record.entity}`;
    const line = this.quarantine.get(name) ?? { code, entity: record.entity, records: 0, examples: [] };
    line.records += 1;
    if (line.examples.length < examplesEach) line.examples.push(record.externalId);
    this.quarantine.set(name, line);
  }

  private rule(rule: Rule) {
    const line = this.rules.get(rule) ?? { records: 0, examples: new Set(), words: new Map(), moreWords: 0 };
    this.rules.set(rule, line);
    return line;
  }

  report(): TallyReport {
    return {
      records: Object.fromEntries(this.records) as Record<Entity, number>,
      rules: [...this.rules]
        .map(([rule, { records, examples, words, moreWords }]) => ({
          rule,
          records,
          examples: [...examples],
          unknownWords: [...words]
            .map(([word, times]) => ({ word, times }))
            .sort((a, b) => b.times - a.times)
            .slice(0, unknownWordsEach),
          moreUnknownWords: Math.max(0, words.size - unknownWordsEach) + moreWords,
        }))
        .sort((a, b) => b.records - a.records),
      quarantine: [...this.quarantine.values()].sort((a, b) => b.records - a.records),
    };
  }
}
