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
  let exchangesToLive = 0;
  const open = new Set<Exchange>();
  const seen: Seen = { connections: 0, exchanges: 0, cuts: 0, garbage: 0 };
  const random = lehmer(options.seed ?? 1);

  const cutAll = (): void => open.forEach((exchange) => exchange.reset());
  const surroundings = {
    faults: () => faults,
    random,
    seen,
    lastCut() {
      if (faults.dies === undefined) return null;
      exchangesToLive -= 1;
      return exchangesToLive < 0 ? faults.dies.at : null;
    },
    die() {
      faults = { refuse: true };
      cutAll();
    },
  };

  const server = createServer({ noDelay: true }, (client) => {
    seen.connections += 1;
    client.on('error', () => {});
    if (faults.refuse === true) {
      client.resetAndDestroy();
      return;
    }
    const exchange = new Exchange(client, options.to, surroundings);
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
    set(next) {
      faults = next;
      exchangesToLive = next.dies?.after ?? 0;
    },
    heal: () => void (faults = {}),
    cutAll,
    async close() {
      cutAll();
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
