/** A job that says: look at this account. What is to be done stands in the accounts table, never in the job. */
export interface AccountJob {
  id: string;
  account: string;
}

/** Who comes before all others: accounts that somebody has just made and looks for, and behind them those that a host has let go. */
export type Urgency = 'new' | 'let-go';

/** Port of the queue. An engine may lose jobs and may give one twice: the accounts table is the truth, and a sweeper brings back what was lost. */
export interface AccountQueue {
  /** Adds accounts that have no job yet; the earlier in the list, the earlier worked. */
  enqueue(accounts: readonly string[], options?: { urgency?: Urgency }): Promise<void>;
  /** At most `most` jobs that nobody has. */
  fetch(most: number): Promise<AccountJob[]>;
  /** Those of the accounts whose jobs nobody has, with the seconds for which they have been ready and nobody has fetched any job. */
  ready(accounts: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Accounts whose jobs were fetched at least so many seconds ago and are neither completed nor failed. */
  inHandFor(seconds: number): Promise<string[]>;
  /** Says that the jobs are still worked on. */
  touch(jobs: readonly AccountJob[]): Promise<void>;
  complete(jobs: readonly AccountJob[]): Promise<void>;
  /** The accounts could not be worked; they come again after a while, until their attempts are used up. */
  fail(jobs: readonly AccountJob[], reason: string): Promise<void>;
  /** Forgets the jobs of accounts that a host has or that come again later, so that they can be enqueued anew; a job that is ready stays as it is. */
  forget(accounts: readonly string[]): Promise<void>;
  /** Jobs by what they wait for; dead: used up their attempts. */
  depth(): Promise<{ ready: number; active: number; dead: number }>;
  /** Puts dead letters back; returns how many. */
  redrive(): Promise<number>;
  close(): Promise<void>;
}
