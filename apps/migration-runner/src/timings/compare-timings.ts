import type { Timing } from './timings-store.ts';

/** One phase over all its runs. */
export interface ComparedPhase {
  phase: string;
  times: number;
  lastSeconds: number;
  lastExitCode: number;
  /** The middle one of those before; null when there was none. */
  usualSeconds: number | null;
  /** The last as a multiple of the usual one. */
  ratio: number | null;
  runs: { run: string; seconds: number; exitCode: number }[];
}

/** Phases in the order in which they first began. Pure. */
export function compareTimings(timings: readonly Timing[]): ComparedPhase[] {
  const ordered = timings.toSorted((a, b) => (a.begunAt < b.begunAt ? -1 : 1));
  return [...Map.groupBy(ordered, ({ phase }) => phase)].map(([phase, all]) => {
    const last = all.at(-1) as Timing;
    const before = all
      .slice(0, -1)
      .filter(({ exitCode }) => exitCode <= 1)
      .map(({ seconds }) => seconds)
      .sort((a, b) => a - b);
    const usual = before[Math.floor(before.length / 2)] ?? null;
    return {
      phase,
      times: all.length,
      lastSeconds: last.seconds,
      lastExitCode: last.exitCode,
      usualSeconds: usual,
      ratio: usual === null || usual === 0 ? null : Math.round((last.seconds / usual) * 100) / 100,
      runs: all.map(({ run, seconds, exitCode }) => ({ run, seconds, exitCode })),
    };
  });
}
