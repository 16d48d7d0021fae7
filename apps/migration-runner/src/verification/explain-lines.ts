import { accountFinder } from './account-of-line.ts';
import { hangsOnQuarantine } from './below-quarantine.ts';
import { chunksOf } from './chunks-of.ts';
import type { Pair } from './compare-digests.ts';
import type { LineDifference } from './compare-extracts.ts';
import type { Row } from './compare-rows.ts';
import type { Quarantined } from './quarantined.ts';
import { readRows, type RowSource } from './read-rows.ts';

export interface ExplainedLines {
  /** Lines that differ for no known reason. */
  findings: readonly LineDifference[];
  /** HQ holds an older copy of a record that is in quarantine now, or of one whose person or company is. */
  inQuarantine: readonly LineDifference[];
  /** HQ holds a record below an older copy of one that is in quarantine now. */
  belowQuarantine: readonly LineDifference[];
}

/** Keys asked for at once. */
const keysPerQuestion = 1000;

/** Of lines that HQ has more than once, those beyond the first stand here, too. */
const onlyAtHq: readonly LineDifference['kind'][] = ['extra_in_hq', 'duplicate_in_hq'];

/**
 * Tells lines apart that only HQ has because their record went into quarantine after HQ had taken it; of several lines of one key, as many as have
 * such a record. `projects` streams HQ's extract of projects: joins of projects do not name their account, and rows are read by account.
 */
export async function explainLines(
  differences: readonly LineDifference[],
  hq: RowSource,
  quarantine: Quarantined,
  projects: () => AsyncIterable<string>,
): Promise<ExplainedLines> {
  const candidates = differences.filter(({ kind }) => onlyAtHq.includes(kind));
  const reasons = new Map<LineDifference, Reason>();
  for (const { pair, lines } of byPair(candidates, await accountFinder(candidates, projects))) {
    const unexplained = Map.groupBy(lines, ({ key }) => key);
    for (const keys of chunksOf([...unexplained.keys()], keysPerQuestion)) {
      for await (const row of readRows(hq, pair, keys)) {
        const ofKey = unexplained.get(row.key) ?? [];
        const line = ofKey.at(-1);
        const reason = line === undefined ? null : await reasonOf(pair, row, { hq, quarantine });
        if (line === undefined || reason === null) continue;
        reasons.set(line, reason);
        ofKey.pop();
      }
    }
  }
  const linesOf = (reason: Reason | undefined) => differences.filter((line) => reasons.get(line) === reason);
  return { findings: linesOf(undefined), inQuarantine: linesOf('inQuarantine'), belowQuarantine: linesOf('belowQuarantine') };
}

type Reason = 'inQuarantine' | 'belowQuarantine';

/** Why HQ has a row that Field has not; null when nothing is known of it. */
async function reasonOf(pair: Pair, row: Row, sides: { hq: RowSource; quarantine: Quarantined }): Promise<Reason | null> {
  if (sides.quarantine.explains(pair.entity, row)) return 'inQuarantine';
  return (await hangsOnQuarantine(pair, row, sides)) ? 'belowQuarantine' : null;
}

/** Lines of one entity and account each: rows are read by them. */
function byPair(
  lines: readonly LineDifference[],
  accountOf: (line: LineDifference) => string | null,
): { pair: Pair; lines: LineDifference[] }[] {
  const groups = Map.groupBy(lines, (line) => `${line.entity}\n${accountOf(line) ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ pair: { entity: first.entity, account: accountOf(first) }, lines: group }];
  });
}
