import type { AccountState } from '@hq-field/field-adapter';
import type { MovedAccount } from '../authority/authority-ports.ts';
import type { AccountPlace } from '../authority/places.ts';
import type { NeededAnnouncement } from '../plan/announcements-before.ts';
import type { Stage } from './stages.ts';

/** Who moves the release, and why. */
export interface StageOrder {
  actor: string;
  reason: string;
  /** The maintenance page stands before Field's administration while it moves to HQ. */
  maintenance: boolean;
  /** Back from the cut-over: changes that HQ alone has are given up. */
  overwriteHqEdits: boolean;
  /** Accounts that go first; null: those that were chosen before, else some of every size. */
  chosen: readonly string[] | null;
}

export interface SmokeRun {
  at: Date;
  isHqEnabled: boolean;
  failed: string[];
}

/** What checks and actions see and change of the world. Everything is read when it is asked. */
export interface StagePorts {
  order: StageOrder;
  hq: {
    hello(): Promise<{ contractVersion: string; highestVersion: number }>;
    /** When a push from HQ to Field was last seen to arrive. */
    lastArrival(): Promise<string | null>;
  };
  field: {
    isInstalled(): Promise<boolean>;
    /** Tables of Field whose changes capture does not see, because a trigger is missing or switched off. */
    unseen(): Promise<string[]>;
    /** Installs capture; accounts that were live while nothing was captured are wanted once more. */
    install(): Promise<void>;
    uninstall(): Promise<void>;
    drawnVersion(): Promise<number>;
    /** Age of the oldest change that waits, in seconds; null: none waits. Throws FieldError where nothing is captured. */
    oldestWaitingSeconds(): Promise<number | null>;
    /** Records in quarantine that nobody has accepted. Throws FieldError where nothing is captured. */
    unacceptedInQuarantine(): Promise<number>;
  };
  gates: {
    /** For everybody: what accounts have of their own does not count. */
    value(gate: ReleaseGate): Promise<string>;
    set(gate: ReleaseGate, value: string): Promise<void>;
  };
  /** The maintenance page of Field. */
  maintenance: {
    /** `isOfRelease`: a move of the release has put it up, and nobody has set it since. */
    look(): Promise<{ isUp: boolean; isOfRelease: boolean }>;
    /** Before the administration. */
    putUp(): Promise<void>;
    takeDown(): Promise<void>;
  };
  accounts: {
    /** Accounts that go first; none until they were chosen. */
    chosen(): Promise<string[]>;
    /** Keeps those of the order as chosen; without them it chooses some, unless they were chosen before. Throws StageError when Field lacks one. */
    choose(): Promise<void>;
    states(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>>;
    byState(): Promise<Record<AccountState, number>>;
    /** Accounts in the queue or under way. */
    unfinished(): Promise<number>;
    /** Whether all were put into the queue, and new ones are taken. */
    areAllTaken(): Promise<boolean>;
    enqueue(accounts: readonly string[] | 'all'): Promise<void>;
    /** Resolves when all of them are live. Throws StageError. */
    whenLive(accounts: readonly string[]): Promise<void>;
    deadLetters(): Promise<number>;
  };
  verification: {
    /** Accounts that are live, and what is known of each; `isStale`: Field has changed something of it since. */
    verdicts(
      accounts: readonly string[] | 'all',
    ): Promise<{ account: string; verdict: 'clean' | 'failed' | 'open' | null; isStale: boolean }[]>;
    verify(accounts: readonly string[]): Promise<void>;
  };
  throttle: {
    isPaused(): Promise<boolean>;
    resume(): Promise<void>;
    /** How many accounts may be walked at once; `isForGood`: neither the end of an override nor measurement changes it. */
    walks(): Promise<{ atOnce: number; isForGood: boolean }>;
    /** True: as many at once as before they were stopped, by measurement if so it was; one at a time when nobody knows. */
    walk(wanted: boolean): Promise<void>;
  };
  /** Hosts that are heard of; `notBegun`: why one has not begun to work, null when it has. */
  livingHosts(): Promise<{ name: string; notBegun: string | null }[]>;
  authority: {
    /** Of every account that HQ has of Field. */
    places(): Promise<AccountPlace[]>;
    toHq(accounts: readonly string[]): Promise<MovedAccount[]>;
    toField(accounts: readonly string[]): Promise<MovedAccount[]>;
    /** From here on they have everybody's value of `field.administration`. */
    takeOwnGates(accounts: readonly string[]): Promise<void>;
  };
  /** What the release plan wants to be said before a stage is entered. */
  announcements: { before(stage: Stage): Promise<NeededAnnouncement[]> };
  lastSmokeRun(): Promise<SmokeRun | null>;
  /** When this stage was last entered; null: never. */
  enteredAt(stage: string): Promise<Date | null>;
}

export type ReleaseGate = 'field.push' | 'field.administration' | 'hq.field-visible';
