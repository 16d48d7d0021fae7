import { createHash } from 'node:crypto';
import type { Contingency, Struck } from './contingency.ts';

/**
 * As many contingencies as are wanted, each at one of its steps and no two at the same, by the seed alone. Those none of whose steps is gone
 * through are left out.
 */
export function draw(contingencies: readonly Contingency[], seed: number, count: number, steps: readonly string[]): Struck[] {
  const rank = (...names: string[]): string =>
    createHash('sha256')
      .update([String(seed), ...names].join('\n'))
      .digest('hex');
  const byRank = <T>(list: readonly T[], of: (one: T) => string): T[] => list.toSorted((a, b) => (of(a) < of(b) ? -1 : 1));
  const drawn: Struck[] = [];
  for (const contingency of byRank(contingencies, ({ id }) => rank(id))) {
    const free = contingency.steps.filter((step) => steps.includes(step) && !drawn.some((one) => one.step === step));
    const [step] = byRank(free, (one) => rank(contingency.id, one));
    if (step !== undefined && drawn.length < count) drawn.push({ contingency, step });
  }
  return drawn;
}
