import { bucketOf } from './bucket.ts';
import { gateList, type GateName, offValue } from './gate-list.ts';

/** What is set for one gate. */
export interface GateState {
  value: string;
  /** Share of the accounts, 0 to 100, that have the value; the others have the off value. */
  percentage: number;
  /** Accounts with a value of their own. */
  cohort: ReadonlyMap<string, string>;
  /** What people are told where the gate acts; null: the program's own words. */
  words: string | null;
}

export type GateStates = ReadonlyMap<string, GateState>;

/** Why a gate has its value. */
export type GateBecause = 'unknown' | 'everybody' | 'cohort' | 'percentage' | 'outside';

export interface GateDecision {
  value: string;
  because: GateBecause;
}

/**
 * The value of a gate for an account, or for nobody in particular. A gate that is not set, and a value that this program does not
 * know, is off: a newer program may have set it.
 */
export function decideGate(states: GateStates, gate: GateName, account: string | null): GateDecision {
  const state = states.get(gate);
  const off = offValue(gate);
  if (state === undefined) return { value: off, because: 'unknown' };
  const own = account === null ? undefined : state.cohort.get(account);
  const decided = own === undefined ? forTheRest(state, gate, account, off) : { value: own, because: 'cohort' as const };
  return (gateList[gate].values as readonly string[]).includes(decided.value) ? decided : { value: off, because: 'unknown' };
}

function forTheRest({ value, percentage }: GateState, gate: GateName, account: string | null, off: string): GateDecision {
  if (percentage >= 100) return { value, because: 'everybody' };
  // Nobody in particular is outside of a part of the accounts.
  if (account === null || bucketOf(gate, account) >= percentage) return { value: off, because: 'outside' };
  return { value, because: 'percentage' };
}
