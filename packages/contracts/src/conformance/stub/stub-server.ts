import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Entity } from '../../v1/entities/index.ts';
import type { HqHandlers } from '../../v1/handlers.ts';
import { limits } from '../../v1/limits.ts';
import { lockDigest } from '../../v1/lock-digest.ts';
import { contractVersion, loadHeader } from '../../v1/version.ts';
import type { Jwk } from '../jwk.ts';
import type { OwnRows } from '../own-rows.ts';
import { administration } from './administration.ts';
import { answerRequest, type StubRequest } from './answer-request.ts';
import { applyBatch } from './apply-batch.ts';
import { create } from './create.ts';
import { readRangeSums } from './read-range-sums.ts';
import { readRows } from './read-rows.ts';
import { readSums } from './read-sums.ts';
import { seed } from './seed.ts';
import { type Fields, nameOf, Store } from './store.ts';
import { tokenVerifier } from './verify-token.ts';

/** What goes out on the connection. */
export interface StubAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
  /** Bytes of the body after which the connection is reset; 0 resets before the head. */
  cutAfter?: number;
}

/** Stands between a request and the stub: calls `next` or not, and changes its answer or not. */
export type Intercept = (request: StubRequest, next: () => Promise<StubAnswer>) => Promise<StubAnswer>;

export interface StubOptions {
  intercept?: Intercept;
}

/** An HQ in memory that behaves by the contract. */
export interface StubServer {
  url: string;
  /** Private key (JWK with kid) whose tokens the stub takes; made for each stub. */
  privateKey: Jwk & { kid: string };
  handlers: HqHandlers;
  /** The records of an entity that the stub holds, by externalId. */
  records(entity: Entity): Map<string, { version: number; data: Fields }>;
  /** Puts rows into the stub that it did not get from Field; each gets its hqId. */
  seed(rows: OwnRows): Promise<void>;
  /** Keeps what the stub holds now; what it returns brings that back, as a backup would. */
  backUp(): () => void;
  stop(): Promise<void>;
}

/** Starts an HQ in memory on a free port of 127.0.0.1. */
export async function createStubServer(options: StubOptions = {}): Promise<StubServer> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const kid = 'stub';
  const store = new Store();
  const handlers = handlersOf(store);
  const parts = { store, handlers, verifyToken: tokenVerifier({ ...publicKey.export({ format: 'jwk' }), kid }) };
  const intercept = options.intercept ?? ((_request, next) => next());
  const server = createServer((incoming, outgoing) => {
    const serve = async (): Promise<void> => {
      const request = await readRequest(incoming);
      await send(outgoing, await intercept(request, async () => toAnswer(await answerRequest(parts, request))));
    };
    // A caller that went away needs no answer; an error of the stub itself is an answer that no client believes.
    serve().catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    privateKey: { ...privateKey.export({ format: 'jwk' }), kid },
    handlers,
    records: (entity) => new Map([...store.rows[entity]].map((row) => [nameOf(row) ?? row.id, { version: row.version, data: row.data }])),
    seed: (rows) => Promise.resolve(seed(store, rows)),
    backUp: () => store.keep(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function handlersOf(store: Store): HqHandlers {
  const hello = () => ({
    contractVersion,
    lockDigest,
    serverTime: new Date().toISOString(),
    limits: { ...limits },
    highestVersion: store.highestVersion,
    sunset: null,
  });
  return {
    system: { hello: () => Promise.resolve(hello()) },
    records: { applyBatch: (input) => Promise.resolve(applyBatch(store, input)) },
    // What create throws is the answer to the request.
    creations: { createAccount: async (input) => create(store, input), createProject: async (input) => create(store, input) },
    verification: {
      counts: (scope) => Promise.resolve({ counts: readSums(store, scope).map(({ digest: _digest, ...count }) => count) }),
      digests: (scope) => Promise.resolve({ digests: readSums(store, scope) }),
      rangeDigests: (input) => Promise.resolve(readRangeSums(store, input)),
      rows: (input) => Promise.resolve(readRows(store, input)),
    },
    administration: administration(store),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<StubRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers[name] = value;
  return { method: incoming.method ?? 'GET', url: incoming.url ?? '/', headers, body: Buffer.concat(chunks) };
}

async function toAnswer(response: Response): Promise<StubAnswer> {
  return {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), [loadHeader]: '0' },
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

async function send(outgoing: ServerResponse, { status, headers, body, cutAfter }: StubAnswer): Promise<void> {
  const bytes = Buffer.from(body);
  if (cutAfter === 0) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (cutAfter === undefined) {
    outgoing.end(bytes);
    return;
  }
  await new Promise<void>((resolve) => outgoing.write(bytes.subarray(0, cutAfter), () => resolve()));
  outgoing.destroy();
}
