import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangesSince } from '../findings/changes-since.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import { everySecond } from '../every-second.ts';
import { CancelledError } from '../pace.ts';
import type { VerificationPorts } from '../sides.ts';
import type { VerifierName } from '../verifiers/index.ts';
import { type VerificationOptions, type VerificationResult, verify } from '../verify.ts';
import { type Asked, everythingUnit, restUnit, type RunStore, type UnitResult } from './run-store.ts';

export interface UnitWork {
  ports: VerificationPorts;
  runs: RunStore;
  findings: FindingStore;
  changes: ChangesSince;
  settleMs: number;
  signal: AbortSignal;
  onProgress: (words: string) => void;
}

/** Accounts that are read together, as many as the Field side looks up without reading all there are; extracts are read whole. */
const togetherBy: Record<VerifierName, number> = { counts: 64, digests: 64, extracts: 1, deep: 64 };
const prolongMs = 4000;
/** Of records that are pending, those that are kept to be shown. */
const pendingKept = 1000;

/**
 * Works off the units of a run with whoever else does: takes some under a lease, reads them to the end, keeps findings and verdicts, and only
 * then marks the units as done. Killed between the two, they are read once more, which finds the same. Ends when no unit is left.
 */
export async function workUnits(run: string, asked: Asked, work: UnitWork): Promise<void> {
  const holder = work.runs.holder();
  const due = everySecond();
  const prolonging = setInterval(() => void work.runs.prolong(run, holder).catch(() => {}), prolongMs);
  try {
    for (;;) {
      if (work.signal.aborted) throw new CancelledError();
      const accounts = await work.runs.take(run, holder, togetherBy[asked.by]);
      if (accounts.length > 0) {
        const [rest, named] = [accounts.filter((one) => one === restUnit), accounts.filter((one) => one !== restUnit)];
        for (const units of [named, rest]) if (units.length > 0) await readUnits(run, asked, units, work);
        const left = due() ? await work.runs.left(run) : 0;
        if (left > 0) work.onProgress(`${left} accounts are left`);
      } else if ((await work.runs.left(run)) === 0) return;
      else {
        work.onProgress('the rest is in the hands of another host');
        await sleep(1000, undefined, { signal: work.signal }).catch(() => {});
      }
    }
  } finally {
    clearInterval(prolonging);
    await work.runs.letGo(run, holder).catch(() => {});
  }
}

async function readUnits(run: string, asked: Asked, units: readonly string[], work: UnitWork): Promise<void> {
  const begun = performance.now();
  // The order matters: what was touched is taken before the reading begins, so that the reading answers for all of it.
  const takenBefore = await work.changes.take();
  const result = await verify(work.ports, {
    by: asked.by,
    ...comparedIn(units, asked),
    settleMs: work.settleMs,
    onProgress: work.onProgress,
  });
  await work.findings.keep(result, { followsChanges: true, takenBefore });
  await work.runs.done(run, units, inFigures(result, (performance.now() - begun) / 1000));
}

/** What is compared for units that are read together. */
function comparedIn(units: readonly string[], { accounts, isRound }: Asked): Pick<VerificationOptions, 'accounts' | 'part'> {
  const [first] = units;
  if (first === everythingUnit) return { accounts: null };
  if (first === restUnit) return { accounts: null, part: 'rest' };
  return accounts === null && !isRound ? { accounts: units, part: 'accounts' } : { accounts: units };
}

function inFigures(result: VerificationResult, seconds: number): UnitResult {
  const { accounts, records, quarantined, unread, notVerified } = result;
  return {
    compared: result.units.length,
    accounts,
    records,
    quarantined,
    unread,
    notVerified,
    findings: result.findings.length,
    pendingInAll: result.pending.length,
    pending: result.pending.slice(0, pendingKept),
    seconds,
  };
}
