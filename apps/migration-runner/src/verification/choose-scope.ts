import { type AccountState, unassignedAccount } from '@hq-field/field-adapter';
import type { Pair } from './compare-digests.ts';

/** An account with the state that the runner knows; null when it knows none. One that Field has deleted, for good or not, has no records there. */
export interface KnownAccount {
  externalId: string;
  deleted: boolean;
  isInField: boolean;
  state: AccountState | null;
}

export interface NotVerified {
  account: string;
  /** Why it is not compared: its state, that only Field knows it (unknown), or nobody does (nowhere), or that HQ keeps its administration, so that Field's tables are not what it holds. */
  state: AccountState | 'unknown' | 'nowhere' | 'administered_by_hq';
}

export interface Scope {
  notVerified: readonly NotVerified[];
  /** Nothing was left out by whoever asked. */
  everything: boolean;
  /** Accounts that are compared, one by one, and null for all people. */
  units: readonly (string | null)[];
  /** Living accounts that are compared. */
  accounts: number;
  /** People count in each account that has them. Otherwise once, where all people are read, which may be another part of the same run. */
  countsPeopleOfAccounts: boolean;
  /** All accounts of Field, and of the runner that Field has no more, compared or not. */
  known: ReadonlySet<string>;
  /** Whether a pair of the answers is to be compared. */
  includes(pair: Pair): boolean;
}

const nobody: ReadonlySet<string> = new Set();

/**
 * Decides what can be compared; `asked` null asks for everything. Only an account that is live holds all its records at HQ, so the others
 * are named and left out, and so are those that HQ administers. Users without regard to account are compared when every account is live; until then those of live accounts are.
 * Pure.
 */
export function chooseScope(
  known: readonly KnownAccount[],
  asked: readonly string[] | null,
  administeredByHq: ReadonlySet<string> = nobody,
): Scope {
  const byId = new Map(known.map((account) => [account.externalId, account]));
  const wanted = asked === null ? known.map((account) => account.externalId) : [...new Set(asked)];
  const notVerified: NotVerified[] = [];
  const live: string[] = [];
  for (const account of wanted) {
    const found = byId.get(account);
    const state = found?.state ?? (found?.isInField === true ? 'unknown' : 'nowhere');
    if (administeredByHq.has(account)) notVerified.push({ account, state: 'administered_by_hq' });
    else if (state === 'live') live.push(account);
    else notVerified.push({ account, state });
  }
  const accounts = live.filter((account) => account !== unassignedAccount && byId.get(account)?.deleted === false).length;
  const out = new Set(notVerified.map(({ account }) => account));
  const isEveryoneRead = asked === null && out.size === 0;
  return {
    everything: asked === null,
    units: [...live, ...(isEveryoneRead ? [null] : [])],
    notVerified,
    accounts,
    countsPeopleOfAccounts: !isEveryoneRead,
    known: new Set(byId.keys()),
    includes: ({ account }) => (account === null ? out.size === 0 : !out.has(account)),
  };
}

/**
 * Of everything, what is in no account of Field: all people, and accounts that HQ alone has. Accounts that kept all people from being read stay named,
 * because one of them may be live when its own turn comes. Pure.
 */
export function restOf(scope: Scope): Scope {
  return { ...scope, units: scope.units.filter((unit) => unit === null), accounts: 0 };
}
