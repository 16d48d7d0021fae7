import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApp, type FieldParts } from './app.ts';

export interface FieldServer {
  port: number;
  /** Takes no new request, and finishes those in flight within the time. */
  stop(timeoutMs: number): Promise<void>;
}

/** Starts to listen. Fails with the system's error, EADDRINUSE among them. */
export function startFieldServer(parts: FieldParts, options: { host: string; port: number }): Promise<FieldServer> {
  const { fetch } = createApp(parts);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: options.host, port: options.port }, (address: AddressInfo) =>
      resolve({ port: address.port, stop: (timeoutMs) => stop(server, timeoutMs) }),
    ) as Server;
    server.once('error', reject);
  });
}

async function stop(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const tooLate = setTimeout(() => server.closeAllConnections(), timeoutMs);
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  server.closeIdleConnections();
  await closed;
  clearTimeout(tooLate);
  clearInterval(idle);
}
