import { type Category, type RuleId, rules } from './rules.ts';

/** One difference between two versions of the contract, as data. */
export interface Finding {
  rule: RuleId;
  category: Category;
  /** Where: a procedure and the place in its input or output, or the part of the lock. */
  path: string;
  /** JSON text of what stood there, and of what stands there now; null for nothing. */
  before: string | null;
  after: string | null;
  /** The whole story in one line: path, old and new, who breaks, what to do. */
  message: string;
}

/** Makes a finding; `before` and `after` are any data, undefined for nothing. */
export function finding(rule: RuleId, path: string, before: unknown, after: unknown): Finding {
  const { category, title, breaks, todo } = rules[rule];
  const [old, now] = [textOf(before), textOf(after)];
  const change = old === null ? `new: ${now ?? ''}` : now === null ? `was: ${old}` : `was ${old}, is ${now}`;
  const message = `${path}: ${title} (${change}). ${breaks === null ? 'Breaks nobody.' : `Breaks ${breaks}.`} ${todo}`;
  return { rule, category, path, before: old, after: now, message };
}

const longest = 120;

function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
