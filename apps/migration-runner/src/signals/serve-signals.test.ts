import { Counter, Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../config.ts';
import { serveSignals, type SignalsServer } from './serve-signals.ts';

let server: SignalsServer;
let reason: string | null;
beforeEach(async () => {
  reason = null;
  const registry = new Registry();
  new Counter({ name: 'migration_tests_total', help: 'Tests.', registers: [registry] }).inc(3);
  server = await serveSignals({ registry, notReady: () => reason }, { host: '127.0.0.1', port: 0 });
});
afterEach(() => server.stop());
const ask = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

test('metrics are text for Prometheus', async () => {
  expect(await (await ask('/metrics')).text()).toContain('migration_tests_total 3');
});

test('a host is alive as long as it answers, and ready while nothing keeps it from working', async () => {
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/readyz')).status).toBe(200);
  reason = 'the host is stopping';
  expect(await (await ask('/readyz')).json()).toEqual({ status: 'not ready', reason: 'the host is stopping' });
  expect((await ask('/readyz')).status).toBe(503);
  expect((await ask('/else')).status).toBe(404);
});

test('a path that is no URL is answered, and the host lives on', async () => {
  expect((await ask('//')).status).toBe(404);
  expect((await ask('/healthz?now')).status).toBe(200);
});

test('a port that is taken says which setting to change', async () => {
  const taken = serveSignals({ registry: new Registry(), notReady: () => null }, { host: '127.0.0.1', port: server.port });
  await expect(taken).rejects.toThrow('METRICS_PORT');
});

test.each(['300.1.1.1', '192.0.2.1'])(
  'a host that is no address of this machine, %s, is a wrong setting, and the port is not blamed',
  async (host) => {
    const lost = serveSignals({ registry: new Registry(), notReady: () => null }, { host, port: 0 });
    await expect(lost).rejects.toThrow(UsageError);
    await expect(lost).rejects.toThrow(/METRICS_HOST(?!.*METRICS_PORT)/u);
  },
);
