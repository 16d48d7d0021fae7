import type { QuarantineEntry } from '@hq-field/field-adapter';
import { type Acceptance, acceptedName } from './acceptance-store.ts';

/** Records that were refused for one reason. */
export interface ReasonLine {
  code: string;
  entity: string;
  records: number;
  /** Of them, those that somebody answers for. */
  accepted: number;
  examples: readonly string[];
}

const examplesEach = 3;

/** The quarantine by reason, most first, with some of the records of each. */
export async function byReason(entries: AsyncIterable<QuarantineEntry>, accepted: readonly Acceptance[]): Promise<ReasonLine[]> {
  const isAccepted = new Set(accepted.map(acceptedName));
  const lines = new Map<string, ReasonLine & { examples: string[] }>();
  for await (const entry of entries) {
    const { code, entity } = entry;
    const line = lines.get(`${code} ${entity}`) ?? { code, entity, records: 0, accepted: 0, examples: [] };
    lines.set(`${code} ${entity}`, line);
    line.records += 1;
    if (isAccepted.has(acceptedName(entry))) line.accepted += 1;
    else if (line.examples.length < examplesEach) line.examples.push(entry.externalId);
  }
  return [...lines.values()].sort((a, b) => b.records - a.records || (a.code < b.code ? -1 : 1));
}
