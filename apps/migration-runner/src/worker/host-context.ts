import type { AccountState, FieldDatabase, HqClient } from '@hq-field/field-adapter';
import type { LimitFunction } from 'p-limit';
import type { Logger } from 'pino';
import type { AccountStore } from '../accounts/account-store.ts';
import type { RunnerDatabase } from '../database/open-runner.ts';
import type { HostSession } from '../hosts/host-session.ts';
import type { AccountJob, AccountQueue } from '../queue/account-queue.ts';
import type { Allowance } from '../throttle/allowance.ts';
import type { Tolerance } from '../throttle/automatic/tolerance.ts';
import type { LiveTurns } from '../throttle/live-turns.ts';
import type { RightOfWay } from '../throttle/right-of-way.ts';
import type { SendingGate } from '../throttle/sending-gate.ts';
import type { ThrottleView } from '../throttle/throttle-settings.ts';
import type { Throttling } from '../throttle/throttled-client.ts';
import type { HostFigures } from './host-figures.ts';

export interface HostParts {
  field: FieldDatabase;
  runner: RunnerDatabase;
  queue: AccountQueue;
  hq: HqClient;
  /** Asks HQ for a sign of life, at a short limit. Rejects with HqError `unreachable`. */
  reachHq: () => Promise<void>;
  log: Logger;
  /** Limits of the automatic throttle. */
  tolerance: Tolerance;
}

/** What one worker has in its hands: an account, or a handful of small ones. */
export interface Hand {
  readonly jobs: readonly AccountJob[];
  /** Lets all of it go. */
  readonly abort: AbortController;
  /** Accounts that another host has taken over. */
  readonly lost: ReadonlyMap<string, AbortController>;
}

/** What is measured every few seconds. */
interface Measured {
  outboxRows: number;
  oldestSeconds: number | null;
  quarantined: number;
  dead: number;
  accounts: Record<AccountState, number>;
}

/** What the loops of one host share. */
export interface HostContext extends HostParts, Throttling {
  /** This host, as it stands in leases. */
  readonly id: string;
  /** Shows the other hosts that this one lives. */
  readonly session: HostSession;
  readonly figures: HostFigures;
  readonly store: AccountStore;
  readonly gate: SendingGate;
  /** How many walks read Field at once: as many as may send. */
  readonly reading: LimitFunction;
  /** When a pass of live changes begins. */
  readonly turns: LiveTurns;
  /** How much of the fibres live changes leave to walks. */
  readonly rightOfWay: RightOfWay;
  /** In the order in which they were taken. */
  readonly hands: Set<Hand>;
  /** Aborted when the host is to stop. */
  readonly signal: AbortSignal;
  /** Stops the host for a reason that no retry mends, and that its operator is told. */
  readonly fail: (error: Error) => void;
  /** HQ and the databases have answered what is asked first; until then the host holds no part of the throttle. */
  hasBegun: boolean;
  /** The throttle as it was last read, and this host's part of it. */
  view: ThrottleView | null;
  allowance: Allowance;
  /** What was last measured of the run, for the metrics; null before the first time. */
  measured: Measured | null;
  /** Resolves when something waits in the outbox. */
  wake: PromiseWithResolvers<void>;
}
