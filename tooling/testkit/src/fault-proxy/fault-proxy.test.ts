import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type FaultProxy, type Faults, startFaultProxy } from './fault-proxy.ts';

// A server that counts what it has done, as a database does with commits.
let server: Server;
let proxy: FaultProxy;
let done: string[];
let sockets: number;

beforeEach(async () => {
  done = [];
  sockets = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += String(chunk)));
    request.on('end', () => {
      done.push(body);
      response.end(`did ${body}`);
    });
    request.on('error', () => {});
  });
  server.on('connection', (socket) => {
    sockets += 1;
    socket.on('error', () => {});
  });
  server.on('clientError', (_, socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startFaultProxy({ to: (server.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(body: string, timeoutMs = 5000): Promise<string> {
  try {
    const answer = await fetch(`http://127.0.0.1:${proxy.port}/`, {
      method: 'POST',
      body,
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    return await answer.text();
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'no answer' : 'cut';
  }
}

test('passes everything on when nothing is wrong', async () => {
  const long = 'x'.repeat(300_000);
  expect(await ask(long)).toBe(`did ${long}`);
  expect(proxy.seen).toEqual({ connections: 1, exchanges: 1, cuts: 0, garbage: 0 });
});

test.each<[string, Faults, boolean]>([
  ['before the request', { cut: { 'before-request': 1 } }, false],
  ['in the request', { cut: { 'in-request': 1 } }, false],
  ['before the answer, though the work is done', { cut: { 'before-answer': 1 } }, true],
  ['in the answer', { cut: { 'in-answer': 1 } }, true],
])('cuts %s', async (_, faults, isDone) => {
  proxy.set(faults);
  expect(await ask('one')).toBe('cut');
  expect(done).toEqual(isDone ? ['one'] : []);
  proxy.heal();
  expect(await ask('two')).toBe('did two');
});

test('cuts a share of the exchanges, the same ones for the same seed', async () => {
  proxy.set({ cut: { 'before-request': 0.3 } });
  const answers: string[] = [];
  for (let count = 0; count < 40; count += 1) answers.push(await ask('one'));
  const cuts = answers.filter((answer) => answer === 'cut').length;
  expect(cuts).toBeGreaterThan(4);
  expect(cuts).toBeLessThan(24);
  const again = await startFaultProxy({ to: (server.address() as AddressInfo).port });
  again.set({ cut: { 'before-request': 0.3 } });
  const first = proxy;
  proxy = again;
  for (const answer of answers) expect(await ask('one')).toBe(answer);
  await first.close();
});

test.each([
  ['before-request', ['a', 'b']],
  ['before-answer', ['a', 'b', 'c']],
] as const)('a client dies %s of its third exchange', async (at, reached) => {
  proxy.set({ dies: { after: 2, at } });
  const answers = [await ask('a'), await ask('b'), await ask('c'), await ask('d')];
  expect(answers).toEqual(['did a', 'did b', 'cut', 'cut']);
  expect(done).toEqual(reached);
  proxy.heal();
  expect(await ask('e')).toBe('did e');
});

test('answers garbage', async () => {
  proxy.set({ garbage: 1 });
  expect(await ask('one')).toBe('cut');
  expect(proxy.seen.garbage).toBe(1);
});

test('a half-open connection neither answers nor ends, and new ones are well once the way is back', async () => {
  proxy.set({ halfOpen: true });
  const lost = ask('one', 1500);
  await until(() => proxy.seen.connections === 1, { timeoutMs: 5000, what: 'the connection is made' });
  proxy.heal();
  expect(await lost).toBe('no answer');
  expect(await ask('two')).toBe('did two');
});

test('refuses, cuts all that is open, and comes back', async () => {
  proxy.set({ refuse: true });
  expect(await ask('one')).toBe('cut');
  proxy.set({ latencyMs: 60_000 });
  const waiting = ask('two');
  await until(() => proxy.seen.connections === 2, { timeoutMs: 5000, what: 'the connection is made' });
  proxy.cutAll();
  expect(await waiting).toBe('cut');
});

test('adds latency both ways, and holds to a rate', async () => {
  proxy.set({ latencyMs: 100 });
  const begun = performance.now();
  expect(await ask('one')).toBe('did one');
  expect(performance.now() - begun).toBeGreaterThan(190);
  proxy.set({ bytesPerSecond: 2000 });
  const slow = performance.now();
  expect(await ask('x'.repeat(1000))).toContain('did x');
  expect(performance.now() - slow).toBeGreaterThan(900);
});

test('a storm of connections does not keep the real one from its answer', async () => {
  proxy.set({ storm: 50 });
  expect(await ask('one')).toBe('did one');
  await until(() => sockets > 20, { timeoutMs: 5000, what: 'the storm has arrived' });
});
