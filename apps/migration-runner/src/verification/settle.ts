import { type Difference, recordName, signatureOf } from './finding.ts';

/** How many readings in a row must see the same difference before it is a finding, while Field is being changed. */
export const readingsToProve = 3;

/** One reading of the records that are still open. */
export interface Reading {
  /** Differences seen now, of open records only. */
  findings: readonly Difference[];
  /** Everything that the reading saw in Field had been sent before HQ was asked. */
  drained: boolean;
  /** Nothing was sent or waited from before the reading until after it: what it saw is how things stand. */
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
    if (reading.quiet || seen >= readingsToProve) proven.push(finding);
    else next.set(name, { finding, seen });
  }
  return { open: next, proven };
}
