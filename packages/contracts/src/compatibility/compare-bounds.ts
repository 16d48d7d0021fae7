import type { JsonSchema } from '../lock/lock-shape.ts';
import { type Finding, finding } from './finding.ts';
import type { Side } from './rules.ts';

const least = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const most = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Bounds of numbers, texts, lists and objects. A bound that appears is tighter, one that goes is looser. */
export function compareBounds(side: Side, path: string, before: JsonSchema, after: JsonSchema): Finding[] {
  const found: Finding[] = [];
  const say = (keyword: string, isTighter: boolean) =>
    found.push(finding(`${side}-bound-${isTighter ? 'tightened' : 'loosened'}`, `${path} ${keyword}`, before[keyword], after[keyword]));
  for (const keyword of least) {
    const [old, now] = [numberOf(before, keyword, -Infinity), numberOf(after, keyword, -Infinity)];
    if (old !== now) say(keyword, now > old);
  }
  for (const keyword of most) {
    const [old, now] = [numberOf(before, keyword, Infinity), numberOf(after, keyword, Infinity)];
    if (old !== now) say(keyword, now < old);
  }
  const [old, now] = [numberOf(before, 'multipleOf', 0), numberOf(after, 'multipleOf', 0)];
  // Steps that do not divide each other exclude values both ways: the way that hurts is named.
  if (old !== now)
    say('multipleOf', old === 0 ? true : now === 0 ? false : divides(old, now) ? true : divides(now, old) ? false : side === 'request');
  if ((before['uniqueItems'] === true) !== (after['uniqueItems'] === true)) say('uniqueItems', after['uniqueItems'] === true);
  return found;
}

function numberOf(schema: JsonSchema, keyword: string, otherwise: number): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}

function divides(divisor: number, value: number): boolean {
  const quotient = value / divisor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}
