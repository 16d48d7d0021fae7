import { type Difference, type FindingKind, recordName, signatureOf } from './finding.ts';
import type { Standing } from './sides.ts';

/** How many readings in a row must see the same difference before it is a finding, unless one proves it at once. */
export const readingsToProve = 3;

/** One reading of the records that are still open. */
export interface Reading {
  /** Differences seen now, of open records only. */
  findings: readonly Difference[];
  /** Everything that the reading saw in Field had been sent before HQ was asked. */
  drained: boolean;
  /** Nothing was sent, waited or was put by HQ from before the reading until after it: what it saw is how things stand in Field. */
  quiet: boolean;
}

/** A record whose sides differed in the last reading. */
export interface Open {
  finding: Difference;
  /** Readings in a row that saw the same difference with everything sent. */
  seen: number;
}

export interface Settlement {
  /** Still to be read again. */
  open: ReadonlyMap<string, Open>;
  /** Proven differences. */
  proven: readonly Difference[];
}

/** Within this time after a put HQ has taken in what Field says of it, also when one of its servers dies meanwhile: its claims last 8 s. */
const putSettlesMs = 10_000;

/** Whether a reading was quiet, by where Field stood before and after it. Pure. */
export function isQuiet(before: Standing, after: Standing): boolean {
  const isPutOver = after.lastPut === null || after.lastPut.getTime() + putSettlesMs < before.now.getTime();
  return before.waiting === 0 && after.waiting === 0 && before.version === after.version && isPutOver;
}

/** What HQ has beyond Field may have been created there a moment ago, and be on its way to Field: Field's quiet says nothing of it. */
const mayComeFromHq: ReadonlySet<FindingKind> = new Set(['extra_in_hq', 'unbalanced']);

/**
 * What one more reading says about open records: one that agrees now has settled, one that differs in the same way often enough is
 * proven, and one that differs in another way has changed meanwhile and starts again. A reading before its changes were sent proves
 * nothing. Between two readings lies a new snapshot of Field, so each answer of HQ stands between two equal states of Field. Pure.
 */
export function settle(open: ReadonlyMap<string, Open>, reading: Reading): Settlement {
  const next = new Map<string, Open>();
  const proven: Difference[] = [];
  for (const finding of reading.findings) {
    const name = recordName(finding);
    const before = open.get(name);
    const same = before !== undefined && signatureOf(before.finding) === signatureOf(finding);
    const seen = reading.drained ? (same ? before.seen : 0) + 1 : 0;
    const provesAtOnce = reading.quiet && !mayComeFromHq.has(finding.kind);
    if (provesAtOnce || seen >= readingsToProve) proven.push(finding);
    else next.set(name, { finding, seen });
  }
  return { open: next, proven };
}
