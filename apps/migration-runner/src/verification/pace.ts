import { setTimeout as sleep } from 'node:timers/promises';
import type { Side, VerificationPorts } from './sides.ts';

/** The verification was told to stop. It has proven nothing of what it was reading. */
export class CancelledError extends Error {
  readonly code = 'cancelled';
  constructor() {
    super('The verification was cancelled. What it had finished is kept: the same command goes on from there.');
    this.name = 'CancelledError';
  }
}

export interface PaceOptions {
  signal: AbortSignal;
  /** Why nothing may be read now; null when it may. Asked before each question, at most once a second. */
  pausedBecause: () => Promise<string | null>;
  onWait: (reason: string) => void;
}

/** The same ports, under the throttle of the migration: no question is asked while it is paused, or after the signal. */
export function paced(ports: VerificationPorts, options: PaceOptions): VerificationPorts {
  const turn = createTurn(options);
  const side = (of: Side): Side => ({
    counts: async (scope) => (await turn(), of.counts(scope)),
    digests: async (scope) => (await turn(), of.digests(scope)),
    rangeDigests: async (input) => (await turn(), of.rangeDigests(input)),
    rows: async (input) => (await turn(), of.rows(input)),
    async *extract(name) {
      await turn();
      for await (const chunk of of.extract(name)) {
        yield chunk;
        await turn();
      }
    },
  });
  return {
    ...ports,
    hq: side(ports.hq),
    async openField() {
      await turn();
      const opened = await ports.openField();
      return {
        ...side(opened),
        bounds: async (input) => (await turn(), opened.bounds(input)),
        addUp: async (exclude) => (await turn(), opened.addUp(exclude)),
        prepare: async (accounts) => (await turn(), opened.prepare(accounts)),
        close: () => opened.close(),
      };
    },
    async sleep(milliseconds) {
      await turn();
      await ports.sleep(milliseconds);
    },
  };
}

function createTurn({ signal, pausedBecause, onWait }: PaceOptions): () => Promise<void> {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    for (let told = false; ; ) {
      if (signal.aborted) throw new CancelledError();
      if (performance.now() - askedAt < 1000) return;
      const reason = await pausedBecause();
      if (reason === null) {
        askedAt = performance.now();
        return;
      }
      if (!told) onWait(reason);
      told = true;
      await sleep(200, undefined, { signal }).catch(() => {});
    }
  };
}
