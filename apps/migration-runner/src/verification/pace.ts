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

/** Nothing may be read now, and a snapshot of Field was open: it ends, because a pause may be long, and what was read from it is read again. */
export class PausedError extends Error {
  readonly code = 'paused';
  constructor() {
    super('The throttle was paused while the verification read a snapshot of Field.');
    this.name = 'PausedError';
  }
}

export interface PaceOptions {
  signal: AbortSignal;
  /** Why nothing may be read now; null when it may. Asked before each question, at most once a second. */
  pausedBecause: () => Promise<string | null>;
  onWait: (reason: string) => void;
}

/**
 * The same ports, under the throttle of the migration: no question is asked while it is paused, or after the signal, and no snapshot of Field outlasts
 * the beginning of a pause. Their clock stands while they wait. What is asked throws CancelledError, and of an open snapshot PausedError.
 */
export function paced(ports: VerificationPorts, options: PaceOptions): VerificationPorts {
  const pace = new Pace(ports, options);
  const turn = () => pace.turn();
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
      pace.snapshots += 1;
      return {
        ...side(opened),
        bounds: async (input) => (await turn(), opened.bounds(input)),
        addUp: async (exclude) => (await turn(), opened.addUp(exclude)),
        prepare: async (accounts) => (await turn(), opened.prepare(accounts)),
        async close() {
          pace.snapshots -= 1;
          await opened.close();
        },
      };
    },
    async sleep(milliseconds) {
      await turn();
      await ports.sleep(milliseconds);
    },
    now: () => ports.now() - pace.waitedMs,
  };
}

class Pace {
  /** Snapshots of Field that are open. */
  snapshots = 0;
  waitedMs = 0;
  readonly #ports: Pick<VerificationPorts, 'now'>;
  readonly #options: PaceOptions;
  #askedAt = Number.NEGATIVE_INFINITY;
  #pause: Promise<void> | null = null;

  constructor(ports: Pick<VerificationPorts, 'now'>, options: PaceOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Resolves when a question may be asked. */
  async turn(): Promise<void> {
    if (this.#options.signal.aborted) throw new CancelledError();
    if (this.#ports.now() - this.#askedAt < 1000) return;
    const reason = await this.#whyNot();
    if (reason === null) return;
    if (this.snapshots > 0) throw new PausedError();
    this.#pause ??= this.#wait(reason).finally(() => (this.#pause = null));
    await this.#pause;
  }

  async #whyNot(): Promise<string | null> {
    const reason = await this.#options.pausedBecause();
    if (reason === null) this.#askedAt = this.#ports.now();
    return reason;
  }

  /** One wait for all who ask meanwhile. */
  async #wait(reason: string): Promise<void> {
    const { signal, onWait } = this.#options;
    const begun = this.#ports.now();
    onWait(reason);
    do {
      await sleep(200, undefined, { signal }).catch(() => {});
      if (signal.aborted) throw new CancelledError();
    } while ((await this.#whyNot()) !== null);
    this.waitedMs += this.#ports.now() - begun;
  }
}
