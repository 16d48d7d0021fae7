import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { AppContext } from '../context.ts';
import { createApp } from './app.ts';

/** A listening server. */
export interface HqServer {
  port: number;
  /** Stops taking requests, finishes those in flight within the time, closes the pools. */
  stop(timeoutMs: number): Promise<void>;
}

/** Starts to listen. Fails with the system's error, EADDRINUSE among them. */
export function startServer(context: AppContext, options: { host: string; port: number }): Promise<HqServer> {
  const { fetch } = createApp(context);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: options.host, port: options.port }, (address: AddressInfo) =>
      resolve({ port: address.port, stop: (timeoutMs) => stop(server, context, timeoutMs) }),
    ) as Server;
    server.once('error', reject);
  });
}

async function stop(server: Server, context: AppContext, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections that only wait for another request would keep the server open.
  server.closeIdleConnections();
  const tooLate = setTimeout(() => server.closeAllConnections(), timeoutMs);
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(tooLate);
  clearInterval(idle);
  await context.database.close();
}
