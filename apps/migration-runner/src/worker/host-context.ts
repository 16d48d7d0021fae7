import type { FieldDatabase, HqClient } from '@hq-field/field-adapter';
import type { LimitFunction } from 'p-limit';
import type { Logger } from 'pino';
import type { AccountStore } from '../accounts/account-store.ts';
import type { RunnerDatabase } from '../database/open-runner.ts';
import type { AccountJob, AccountQueue } from '../queue/account-queue.ts';
import type { SendingGate } from '../throttle/sending-gate.ts';
import type { ThrottleSettings } from '../throttle/throttle-store.ts';
import type { HostFigures } from './host-figures.ts';

export interface HostParts {
  field: FieldDatabase;
  runner: RunnerDatabase;
  queue: AccountQueue;
  hq: HqClient;
  log: Logger;
}

/** What the loops of one host share. */
export interface HostContext extends HostParts {
  /** This host, as it stands in leases. */
  readonly id: string;
  readonly figures: HostFigures;
  readonly store: AccountStore;
  readonly gate: SendingGate;
  readonly workers: LimitFunction;
  readonly fibres: LimitFunction;
  /** Accounts in hand, each with its job and what lets it go. */
  readonly busy: Map<string, { job: AccountJob; abort: AbortController }>;
  /** Aborted when the host is to stop. */
  readonly signal: AbortSignal;
  settings: ThrottleSettings | null;
  /** Resolves when something waits in the outbox. */
  wake: PromiseWithResolvers<void>;
  stop(): void;
}
