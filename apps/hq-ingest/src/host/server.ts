import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { tokenLifetimeSeconds } from '@hq-field/contracts';
import type { AppContext } from '../context.ts';
import { createApp } from './app.ts';

/** Time for a request to arrive whole, in milliseconds: as long as a token lives. Node answers 408 to a slower one and closes its connection. */
const arrivalTimeoutMs = tokenLifetimeSeconds * 1000;
/** How often Node looks for such requests, in milliseconds. */
const arrivalCheckMs = 5000;

/** A listening server. */
export interface HqServer {
  port: number;
  /** Stops taking requests, finishes those in flight, and `others` that use the pools, within the time, closes the pools. */
  stop(timeoutMs: number, others?: Promise<void>): Promise<void>;
}

/** Where a server listens. */
export interface ServerOptions {
  host: string;
  port: number;
  /** Milliseconds in which a request must have arrived; the life of a token when not given. */
  arrivalTimeoutMs?: number;
}

/** Starts to listen. Fails with the system's error, EADDRINUSE among them. */
export function startServer(context: AppContext, options: ServerOptions): Promise<HqServer> {
  const { fetch } = createApp(context);
  const requestTimeout = options.arrivalTimeoutMs ?? arrivalTimeoutMs;
  const serverOptions = {
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: Math.min(arrivalCheckMs, requestTimeout),
  };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: options.host, port: options.port, serverOptions }, (address: AddressInfo) =>
      resolve({ port: address.port, stop: (timeoutMs, others) => stop(server, context, timeoutMs, others) }),
    ) as Server;
    server.once('error', reject);
  });
}

async function stop(server: Server, context: AppContext, timeoutMs: number, others?: Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that only wait for another request would keep the server open.
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const tooLate = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    server.closeAllConnections();
    tooLate.resolve();
  }, timeoutMs);
  await Promise.all([closed, Promise.race([others, tooLate.promise])]);
  clearTimeout(timer);
  clearInterval(idle);
  await context.database.close();
}
