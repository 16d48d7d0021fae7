import type { AccountState, CaptureStatus } from '@hq-field/field-adapter';
import type { Progress } from '../forecast/progress-store.ts';
import type { Step } from '../throttle/automatic/steps.ts';
import type { ThrottleSettings } from '../throttle/throttle-settings.ts';
import type { FiguresSummary } from '../worker/host-figures.ts';
import type { HostState } from '../worker/host-state.ts';

/** Everything that an operator asks about a run, of one moment. A page, a screen and a line show the same. */
export interface RunStatus {
  at: string;
  /** Where the release stands, and where it is being moved to; null: nobody has begun it. */
  release: { stage: string; movingTo: string | null } | null;
  stage: Stage;
  accounts: Record<AccountState, number>;
  records: {
    /** Records sent by walks, and about how many are left, enqueued or not. */
    walked: number;
    left: number;
    /** A second: of all hosts in the last ten seconds, and while accounts were walked so far. */
    perSecondNow: number;
    perSecondAverage: number | null;
  };
  /** Accounts that are walked, and that are left to be, also once more and not enqueued yet. */
  walks: { done: number; left: number };
  /** Enqueued accounts that are neither live nor failed. */
  unfinished: number;
  /** Seconds until every account is walked, at the rate at which it goes; null when nothing was measured yet, or nothing is left. */
  eta: { seconds: number; low: number; high: number; accountCost: number; errorSoFar: number | null } | null;
  /** From capture in Field to HQ's answer, in the last minute; of several hosts the slowest. */
  live: { changes: number; p50Ms: number | null; p99Ms: number | null };
  capture: CaptureStatus;
  /** Living accounts that Field keeps although capture was ended for good. */
  leftToField: number;
  /** Field's versions have begun anew, and must be advanced before anything is sent. */
  versionsBehind: boolean;
  queue: { ready: number; active: number; dead: number };
  inFlight: number;
  throttle: ThrottleSettings & {
    waitsBecause: string[];
    /** The quiet hours that are on now. */
    quietBecause: string | null;
    lastStep: Step | null;
    automaticSilentSeconds: number | null;
  };
  /** Records that have come into quarantine since yesterday, or at all when nothing was kept then, and that nobody has accepted by name. */
  unaccepted: number;
  quarantine: { entity: string; code: string; records: number }[];
  failures: { account: string; reason: string }[];
  /** Accounts in their backfill that nobody has had for a minute, and that do not wait for their turn. */
  stuck: { account: string; since: string }[];
  hosts: HostStatus[];
  lastVerification: LastVerification | null;
  /** What no verification has seen gone, whichever was last: open findings, and accounts whose verdict is failed. */
  differences: { findings: number; accounts: number };
  /** About a day ago; null when nothing was kept then. */
  yesterday: Progress | null;
  nextSteps: string[];
}

export interface LastVerification {
  at: string;
  outcome: VerificationOutcome;
  /** How much was not compared: records that are pending, or accounts that are left out; 0 for every other outcome. */
  notCompared: number;
  accounts: { clean: number; failed: number; open: number } | null;
}

/**
 * How a verification ended. All but the first end verify with 1: `pending`, without a difference, and with records whose changes were not sent;
 * `incomplete`, without a difference, and without accounts that are not live, or without any; `stopped`, before everything was read.
 */
export type VerificationOutcome = 'passed' | 'differences' | 'pending' | 'incomplete' | 'stopped';

export interface HostStatus {
  name: string;
  seenSeconds: number;
  isLiving: boolean;
  /** Shares the throttle; false while it waits for HQ or a database before it begins. */
  hasBegun: boolean;
  figures: FiguresSummary;
  state: HostState;
}

/** What a run is doing, from what is measured. */
export const stages = {
  'not-installed': 'Capture is not in Field yet.',
  prepared: 'Capture is installed, nothing is enqueued.',
  migrating: 'Accounts are enqueued or being walked.',
  'catching-up': 'Everything is walked; what changed meanwhile is being sent.',
  failed: 'Every enqueued account has failed.',
  live: 'Every enqueued account is live or has failed, and changes are sent as they come.',
  retired: 'Capture was ended for good, and nothing of Field is sent.',
} as const;

export type Stage = keyof typeof stages;

/** Pure. */
export function stageOf(
  { installed, isRetired }: Pick<CaptureStatus, 'installed' | 'isRetired'>,
  accounts: Record<AccountState, number>,
  unfinished: number,
): Stage {
  if (!installed) return isRetired ? 'retired' : 'not-installed';
  if (accounts.backfilling > 0 || unfinished > accounts['catching-up']) return 'migrating';
  if (accounts['catching-up'] > 0) return 'catching-up';
  if (accounts.live > 0) return 'live';
  return accounts.failed > 0 ? 'failed' : 'prepared';
}
