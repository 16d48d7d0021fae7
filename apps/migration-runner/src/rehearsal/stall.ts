/** Nothing has moved for too long: waiting longer would end nothing. */
export class StalledError extends Error {
  readonly code = 'stalled';
  constructor(seconds: number, standing: string) {
    super(`Nothing has moved for ${seconds} seconds (${standing}). The log of the runner says what it waits for.`);
    this.name = 'StalledError';
  }
}

/** How long the same standing may be seen, in seconds; longer than every lease and retry of the runner. */
export const patienceSeconds = 90;

/** Returns a function that is given the standing again and again, and throws when it stays the same for too long. */
export function stallGuard(now: () => number = () => performance.now() / 1000): (standing: string) => void {
  let last = '';
  let since = now();
  return (standing) => {
    if (standing !== last) [last, since] = [standing, now()];
    else if (now() - since > patienceSeconds) throw new StalledError(patienceSeconds, standing);
  };
}
