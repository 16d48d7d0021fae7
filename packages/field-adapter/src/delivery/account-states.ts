/** planned: nothing of it was sent. The others: the backfill reads it or has read it, and its changes are sent. */
export type AccountState = 'planned' | 'backfilling' | 'catching-up' | 'live' | 'failed';

/**
 * Port to where the states are kept. It is asked between claim and version, so it must read what is committed at that moment, never
 * a cache: a change may only be dropped when the account was planned after the change had been claimed. Throws StatesError.
 */
export interface AccountStates {
  /** States of the given accounts (externalIds, or `unassigned`); an unknown account is absent. */
  look(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>>;
  /** Whether any account has left planned. People belong to many accounts: their changes are sent from then on. */
  begun(): Promise<boolean>;
  /** Field has accounts that are not known: they are registered as planned, and backfilled when the migration takes all. */
  discovered(accounts: readonly string[]): Promise<void>;
}
