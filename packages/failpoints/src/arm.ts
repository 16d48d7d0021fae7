import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { FailpointName } from './failpoint-names.ts';
import type { Action, Armed } from './parse-failpoints.ts';

/** Reaches a failpoint. Does what it is armed for, or nothing. */
export type Failpoint = (name: FailpointName) => Promise<void>;

export function arm(armed: readonly Armed[], act: (name: FailpointName, action: Action) => Promise<void> = perform): Failpoint {
  const counters = armed.map((one) => ({
    ...one,
    reached: 0,
    random: one.occasion.kind === 'share' ? mulberry32(one.occasion.seed) : null,
  }));
  return async (name) => {
    for (const one of counters) {
      if (one.name !== name) continue;
      one.reached += 1;
      const { occasion } = one;
      const isDue = occasion.kind === 'count' ? one.reached === occasion.at : (one.random?.() ?? 1) < occasion.share;
      if (isDue) await act(name, one.action);
    }
  };
}

/** An error that a failpoint throws, with the code of the fault that it stands for. */
class InjectedError extends Error {
  readonly code: string;

  constructor(name: FailpointName, code: string) {
    super(`failpoint ${name}: ${code}`);
    this.name = 'InjectedError';
    this.code = code;
  }
}

async function perform(name: FailpointName, action: Action): Promise<void> {
  // Written at once: after a crash nothing is written any more.
  writeSync(2, `failpoint ${name}: ${action.kind}\n`);
  switch (action.kind) {
    case 'crash':
      process.kill(process.pid, 'SIGKILL');
      // The signal may take a moment; nothing goes on meanwhile.
      return new Promise(() => {});
    case 'pause':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'error':
      throw new InjectedError(name, action.code);
    case 'delay':
      await setTimeout(action.milliseconds);
  }
}

/** A small generator of numbers from 0 to 1, the same for the same seed everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
