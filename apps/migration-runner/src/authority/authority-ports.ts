import type { AuthorityOwner, HeldAuthority, HqEdit, MoveAuthorityInput, MoveAuthorityOutput } from '@hq-field/contracts';
import type { AccountState } from '@hq-field/field-adapter';
import type { AccountGate, OwnGate } from './account-gate.ts';

/** What moving the administration of accounts needs of the world. */
export interface AuthorityPorts {
  hq: {
    /** In the order of the accounts. */
    look(accounts: readonly string[]): Promise<{ accounts: HeldAuthority[]; lastArrival: string | null }>;
    move(input: MoveAuthorityInput): Promise<MoveAuthorityOutput>;
  };
  gate: {
    /** Of every one of the accounts. */
    values(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountGate>>;
    /** Their own values: all of them, or none. */
    set(accounts: readonly string[], value: OwnGate): Promise<void>;
    /** Resolves when every process of Field goes by what was set before. */
    seen(): Promise<void>;
  };
  field: {
    states(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>>;
    /** Throws when Field's database has no room for fences yet. */
    checkFence(): Promise<void>;
    /** Accounts with a fence, and the epoch of each: the one under which HQ keeps the account, or is to keep it. */
    fenced(): Promise<ReadonlyMap<string, number>>;
    /**
     * From here on Field's pages write nothing of the account, whatever the gate says; writes in flight have ended. False: one takes too long,
     * and nothing was done.
     */
    raiseFence(account: string, epoch: number): Promise<boolean>;
    /** Takes a fence of this epoch, or of one before it, away; resolves to whether there was one. */
    lowerFence(account: string, epoch: number): Promise<boolean>;
    /** Resolves to whether everything that was captured until now has been sent, in the time that there is. */
    delivered(): Promise<boolean>;
    /** Puts every record of the account into the outbox. */
    touch(account: string): Promise<number>;
  };
  /** What differs between both sides, in words, of the accounts where anything does. */
  differs(accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  say(words: string): void;
}

/** Who moves what, and why. */
export interface MoveOrder {
  accounts: readonly string[];
  to: AuthorityOwner;
  actor: string;
  reason: string;
  /** Back to Field: gives up what Field does not have. */
  overwriteHqEdits: boolean;
}

/** What became of one account. */
export interface MovedAccount {
  account: string;
  /** `there`: it had been moved before, and what was missing of the move was done. */
  outcome: 'moved' | 'there' | 'refused';
  owner: AuthorityOwner;
  epoch: number;
  /** Why it was refused, and what to do. */
  because: string | null;
  /** Changes of HQ that Field does not have, when they are the reason. */
  edits: readonly HqEdit[];
  /** Records of Field that are sent again. */
  touched: number;
}
