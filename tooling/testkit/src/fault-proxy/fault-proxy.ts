import { createServer } from 'node:net';
import { Exchange } from './exchange.ts';
import type { Faults, Seen } from './faults.ts';

export { type CutPlace, cutPlaces, type Faults } from './faults.ts';

export interface FaultProxy {
  /** Port of 127.0.0.1 that stands for the server. */
  readonly port: number;
  /** Replaces all faults. */
  set(faults: Faults): void;
  /** Ends all faults. */
  heal(): void;
  /** Resets every open connection. */
  cutAll(): void;
  readonly seen: Readonly<Seen>;
  close(): Promise<void>;
}

/** Stands between a client and a server of 127.0.0.1 and breaks what passes, by a generator of its own seed. */
export async function startFaultProxy(options: { to: number; port?: number; seed?: number }): Promise<FaultProxy> {
  let faults: Faults = {};
  const open = new Set<Exchange>();
  const seen: Seen = { connections: 0, exchanges: 0, cuts: 0, garbage: 0 };
  const random = lehmer(options.seed ?? 1);

  const server = createServer({ noDelay: true }, (client) => {
    seen.connections += 1;
    client.on('error', () => {});
    if (faults.refuse === true) {
      client.resetAndDestroy();
      return;
    }
    const exchange = new Exchange(client, options.to, { faults: () => faults, random, seen });
    open.add(exchange);
    client.once('close', () => open.delete(exchange));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no TCP port.');
  return {
    port: address.port,
    seen,
    set: (next) => void (faults = next),
    heal: () => void (faults = {}),
    cutAll: () => open.forEach((exchange) => exchange.reset()),
    async close() {
      open.forEach((exchange) => exchange.reset());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
