import type { Random } from './random.ts';

/** Records of each account, skewed like life: the k-th largest is in proportion to 1 / (k + 2). Shuffled, so that large ones are not all first. */
export function accountSizes(accounts: number, average: number, random: Random): number[] {
  const shares = Array.from({ length: accounts }, (_, index) => 1 / (index + 3));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const sizes = shares.map((share) => Math.max(4, Math.round((share / total) * accounts * average)));
  for (let index = sizes.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [sizes[index], sizes[other]] = [sizes[other] as number, sizes[index] as number];
  }
  return sizes;
}
