import { setTimeout as sleep } from 'node:timers/promises';

const attempts = 6;

/**
 * Does work that is one transaction, and once more when PostgreSQL broke it off to end a deadlock, a few times. For what an operator asks, and
 * for what follows an answer of HQ: a resolver puts the same records into the outbox in an order of its own, and a send that failed there would
 * send all of its records again. Throws what the work throws.
 */
export async function despiteDeadlocks<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let round = 1; ; round += 1) {
    try {
      return await work();
    } catch (error) {
      const isDeadlock = typeof error === 'object' && error !== null && 'code' in error && error.code === '40P01';
      if (!isDeadlock || round === attempts) throw error;
      await sleep(Math.random() * 10 * 2 ** round);
    }
  }
}
