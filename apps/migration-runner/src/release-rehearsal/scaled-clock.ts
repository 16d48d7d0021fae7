/** The clock of a rehearsed release: waiting costs nothing, and while something is done a second lasts as long as it is told. */
export interface ScaledClock {
  /** Milliseconds since 1970, as the release sees them. */
  now(): number;
  /** Leaps over waiting; a moment that has passed changes nothing. */
  leapTo(ms: number): void;
}

/** Begins at `startMs`; each second of this machine counts `scale` seconds. `real` is for tests: milliseconds that only grow. */
export function scaledClock(startMs: number, scale: number, real: () => number = () => performance.now()): ScaledClock {
  let [from, since] = [startMs, real()];
  const now = (): number => from + (real() - since) * scale;
  return {
    now,
    leapTo(ms) {
      if (ms > now()) [from, since] = [ms, real()];
    },
  };
}
