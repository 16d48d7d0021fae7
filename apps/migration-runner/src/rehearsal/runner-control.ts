import type { AccountState } from '@hq-field/field-adapter';
import type { Foretold } from '../forecast/progress-store.ts';
import type { Lag } from './report-model.ts';

/** What the rehearsal asks of the runner's own database. */
export interface RunnerControl {
  /** Queues a few accounts; returns which. */
  enqueueSmoke(accounts: number): Promise<readonly string[]>;
  /** Queues all accounts that are not queued or done; returns how many. */
  enqueueAll(): Promise<number>;
  setThrottle(settings: { workers: number; fibres: number; reason: string }): Promise<void>;
  accountsByState(): Promise<Partial<Record<AccountState, number>>>;
  /** Records that the backfills have delivered, as far as checkpoints say. */
  walkedRecords(): Promise<number>;
  /** Accounts that are live, also those that Field has deleted for good since. */
  live(): Promise<string[]>;
  look(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>>;
  /** Lag of live changes from Field's commit to HQ's acknowledgement; null when none was sent. */
  lag(): Promise<Lag | null>;
  /** The same of the host that works now, over its last minute. */
  lagNow(): Promise<Lag | null>;
  /** The first forecast after a tenth of the records, and what came. */
  foretold(): Promise<Foretold | null>;
  close(): Promise<void>;
}
