import type { Sample } from './recorder.ts';

/** Records that HQ answered a second, from the first of the samples to the last. Pure. */
export function recordsPerSecond(samples: readonly Pick<Sample, 'at' | 'records'>[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) throw new Error('Too little was measured for a rate.');
  return (last.records - first.records) / (last.at - first.at);
}

/** The first moment from which on the rate, over so many seconds, is at least as given; in seconds since the first sample, null when never. Pure. */
export function secondsUntilRate(samples: readonly Pick<Sample, 'at' | 'records'>[], rate: number, over: number): number | null {
  const [first] = samples;
  for (const [index, from] of samples.entries()) {
    const to = samples.slice(index).find(({ at }) => at >= from.at + over);
    if (to !== undefined && first !== undefined && recordsPerSecond([from, to]) >= rate) return from.at - first.at;
  }
  return null;
}
