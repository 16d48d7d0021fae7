// HQ as a runner sees it, made slower at will: every answer is held until the request has taken so many times as long as HQ took.
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Recent } from './recent.ts';

const batchPath = /records\.applyBatch/u;

export interface SlowableHq {
  url: string;
  /** How many times as long each request takes; 1 is HQ as it is. */
  times: number;
  /** Batches that HQ, as seen here, has not answered yet. */
  readonly inFlight: number;
  /** Milliseconds of the batches answered of late. */
  readonly batches: Recent;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and passes every request on to HQ. */
export async function slowableHq(target: string): Promise<SlowableHq> {
  const state = { times: 1, inFlight: 0, batches: new Recent() };
  const server = createServer((request, response) => {
    const begun = performance.now();
    const isBatch = batchPath.test(request.url ?? '');
    if (isBatch) state.inFlight += 1;
    response.once('close', () => {
      if (!isBatch) return;
      state.inFlight -= 1;
      state.batches.add(performance.now() - begun);
    });
    const passed = send(new URL(request.url ?? '/', target), { method: request.method, headers: request.headers }, (answer) => {
      void sleep((performance.now() - begun) * (state.times - 1)).then(() => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get times() {
      return state.times;
    },
    set times(times) {
      state.times = times;
    },
    get inFlight() {
      return state.inFlight;
    },
    batches: state.batches,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
