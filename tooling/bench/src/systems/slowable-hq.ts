import { join } from 'node:path';
import { startProcess } from '@hq-field/testkit/processes';
import { Recent } from './recent.ts';

/** HQ as a runner sees it, made slower at will: every answer is held until the request has taken so many times as long as HQ took. */
export interface SlowableHq {
  url: string;
  /** From now on each request takes so many times as long; 1 is HQ as it is. */
  slow(times: number): Promise<void>;
  /** Batches that HQ, as seen here, has not answered yet. */
  readonly inFlight: number;
  /** Milliseconds of the batches answered of late. */
  readonly batches: Recent;
  close(): Promise<void>;
}

const script = join(import.meta.dirname, 'fixtures', 'slowable-hq.ts');

/** In a process of its own: what passes through it is not this one's work. */
export async function slowableHq(target: string): Promise<SlowableHq> {
  let inFlight = 0;
  const batches = new Recent();
  const child = startProcess(script, {
    arguments: [target],
    ownSession: true,
    onLine(line) {
      const [event, ms] = line.split(' ');
      if (event === 'begun') inFlight += 1;
      if (event !== 'answered') return;
      inFlight -= 1;
      batches.add(Number(ms));
    },
  });
  const [url] = await child.line(/^http:\S+/u);
  return {
    url,
    async slow(times) {
      const { status } = await fetch(`${url}/times/${times}`, { method: 'POST' });
      if (status !== 200) throw new Error(`HQ could not be made ${times} times as slow: the answer was ${status}.`);
    },
    get inFlight() {
      return inFlight;
    },
    batches,
    async close() {
      await child.stop();
    },
  };
}
