import { GateError } from './gate-error.ts';
import { gateList, type GateName, gateNames } from './gate-list.ts';

/** What somebody wants of a gate, in their words. */
export interface GateWish {
  gate: string;
  /** One of the gate's values; with accounts also `inherit`, which takes their own value off. */
  value: string;
  /** Accounts that get a value of their own; null sets the value of all others. */
  accounts: readonly string[] | null;
  /** Share of the accounts, 0 to 100; null is all of them. */
  percentage: number | null;
  /** What people are told where the gate acts, at most 4,000 characters. A value for all without words takes the former ones off. */
  words?: string | null;
  actor: string;
  reason: string;
}

/** A change that may be made. */
export type GateChange =
  | { gate: GateName; kind: 'rest'; value: string; percentage: number; words: string | null; actor: string; reason: string }
  | {
      gate: GateName;
      kind: 'cohort';
      value: string | null;
      accounts: readonly string[];
      words: string | null;
      actor: string;
      reason: string;
    };

const mostWords = 4000;

/** Takes the word that clears an account's own value. */
export const inherit = 'inherit';

/** Checks a wish. Throws GateError. */
export function toGateChange(wish: GateWish): GateChange {
  const gate = gateNames.find((name) => name === wish.gate);
  if (gate === undefined) throw new GateError('gate_unknown', `There is no gate ${wish.gate}. The gates are ${gateNames.join(', ')}.`);
  const { values, byAccount } = gateList[gate];
  const who = { gate, actor: wish.actor.trim(), reason: wish.reason.trim() };
  if (who.actor === '' || who.reason === '')
    throw new GateError('reason_missing', 'A gate is set by somebody for a reason: say who (--actor) and why (--reason).');
  const words = wish.words?.trim() || null;
  if (words !== null && words.length > mostWords)
    throw new GateError('words_long', `The words are ${words.length} characters long; ${mostWords} at most are shown.`);
  const allowed: readonly string[] = wish.accounts === null ? values : [...values, inherit];
  if (!allowed.includes(wish.value)) throw new GateError('value_unknown', `${gate} is ${allowed.join(', ')}; not ${wish.value}.`);
  if (wish.accounts === null) {
    const percentage = wish.percentage ?? 100;
    if (percentage < 100 && !byAccount) throw new GateError('scope_wrong', `${gate} is the same for all accounts: leave --percentage out.`);
    return { ...who, kind: 'rest', value: wish.value, percentage, words };
  }
  if (!byAccount) throw new GateError('scope_wrong', `${gate} is the same for all accounts: leave --accounts out.`);
  if (wish.percentage !== null) throw new GateError('scope_wrong', 'Accounts that are named need no percentage: leave one of the two out.');
  const accounts = [...new Set(wish.accounts.map((account) => account.trim()).filter((account) => account !== ''))];
  if (accounts.length === 0) throw new GateError('scope_wrong', 'Name at least one account (its guid in Field).');
  return { ...who, kind: 'cohort', value: wish.value === inherit ? null : wish.value, accounts, words };
}
