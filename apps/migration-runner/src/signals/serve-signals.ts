import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { UsageError } from '../config.ts';
import { RunnerError } from '../runner-error.ts';

export interface SignalsServer {
  port: number;
  stop(): Promise<void>;
}

export interface Signals {
  registry: Registry;
  /** Why the host is not ready to work; null when it is. */
  notReady(): string | null;
}

/**
 * Serves /metrics, /healthz and /readyz of a host on 127.0.0.1 or wherever it is told. Throws RunnerError when the port is taken, UsageError when
 * the host is no address of this machine.
 */
export function serveSignals({ registry, notReady }: Signals, options: { host: string; port: number }): Promise<SignalsServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => response.writeHead(status, { 'content-type': type }).end(body);
    // Whatever is asked for: `//` is no URL, and must not throw.
    const [path] = (request.url ?? '/').split('?', 1);
    if (path === '/healthz') answer(200, 'application/json', '{"status":"alive"}');
    else if (path === '/readyz') {
      const reason = notReady();
      answer(
        reason === null ? 200 : 503,
        'application/json',
        JSON.stringify(reason === null ? { status: 'ready' } : { status: 'not ready', reason }),
      );
    } else if (path === '/metrics') {
      registry.metrics().then(
        (text) => answer(200, registry.contentType, text),
        () => answer(500, 'text/plain', 'the metrics could not be read'),
      );
    } else answer(404, 'text/plain', 'here are /metrics, /healthz and /readyz');
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(notServed(error, options)));
    server.listen(options.port, options.host, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

function notServed(error: Error, { host, port }: { host: string; port: number }): Error {
  const code = 'code' in error ? String(error.code) : '';
  const what = `The metrics cannot be served on ${host}:${port} (${error.message}).`;
  if (/^(ENOTFOUND|EAI_AGAIN|EADDRNOTAVAIL)$/u.test(code)) return new UsageError(`${what} Set METRICS_HOST to an address of this machine.`);
  return new RunnerError('failed', /^(EADDRINUSE|EACCES)$/u.test(code) ? `${what} Set METRICS_PORT to another port.` : what);
}
