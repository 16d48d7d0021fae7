import { accountFinder } from './account-of-line.ts';
import { hangsOnQuarantine } from './below-quarantine.ts';
import type { LineDifference } from './compare-extracts.ts';
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
  const accountOf = await accountFinder(candidates, projects);
  const inQuarantine = new Set<LineDifference>();
  const belowQuarantine = new Set<LineDifference>();
  for (const group of Map.groupBy(candidates, (line) => `${line.entity}\n${accountOf(line) ?? ''}`).values()) {
    const byKey = Map.groupBy(group, ({ key }) => key);
    const [first] = group;
    if (first === undefined) continue;
    const keys = [...byKey.keys()];
    for (let at = 0; at < keys.length; at += keysPerQuestion) {
      const pair = { entity: first.entity, account: accountOf(first) };
      for await (const row of readRows(hq, pair, keys.slice(at, at + keysPerQuestion))) {
        const line = byKey.get(row.key)?.at(-1);
        if (line === undefined) continue;
        if (quarantine.explains(line.entity, row)) inQuarantine.add(line);
        else if (await hangsOnQuarantine(pair, row, { hq, quarantine })) belowQuarantine.add(line);
        else continue;
        byKey.get(row.key)?.pop();
      }
    }
  }
  const findings = differences.filter((line) => !inQuarantine.has(line) && !belowQuarantine.has(line));
  return { findings, inQuarantine: [...inQuarantine], belowQuarantine: [...belowQuarantine] };
}
