import { createHash } from 'node:crypto';
import type { Contingency, Struck } from './contingency.ts';

/** As many contingencies as are wanted, each at one of its steps, by the seed alone. Those none of whose steps is gone through are left out. */
export function draw(contingencies: readonly Contingency[], seed: number, count: number, steps: readonly string[]): Struck[] {
  const rank = (...names: string[]): string =>
    createHash('sha256')
      .update([String(seed), ...names].join('\n'))
      .digest('hex');
  const first = <T>(list: readonly T[], by: (one: T) => string): T[] => list.toSorted((a, b) => (by(a) < by(b) ? -1 : 1));
  return first(
    contingencies.flatMap((contingency) => {
      const possible = contingency.steps.filter((step) => steps.includes(step));
      const [step] = first(possible, (one) => rank(contingency.id, one));
      return step === undefined ? [] : [{ contingency, step }];
    }),
    ({ contingency }) => rank(contingency.id),
  ).slice(0, count);
}
