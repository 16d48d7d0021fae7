import { expect, test } from 'vitest';
import { Fibres, type Lane, NotSentError } from './fibres.ts';

/** Requests that end when they are told to. */
function requests(fibres: Fibres) {
  const begun: { name: string; end: () => void }[] = [];
  const send = (lane: Lane, name: string, signal?: AbortSignal) =>
    fibres.run(lane, () => new Promise<string>((resolve) => begun.push({ name, end: () => resolve(name) })), signal);
  return { begun, send, names: () => begun.map(({ name }) => name) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('as many are in flight as the limit allows, also when it changes, and none at 0', async () => {
  const fibres = new Fibres();
  const { begun, send, names } = requests(fibres);
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => send('backfill', name));
  await turn();
  expect(names()).toEqual([]);
  fibres.limit = 3;
  await turn();
  expect(names()).toEqual(['a', 'b', 'c']);
  fibres.limit = 1;
  begun[0]?.end();
  begun[1]?.end();
  await turn();
  expect(names()).toHaveLength(3);
  begun[2]?.end();
  await turn();
  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  fibres.limit = 9;
  await turn();
  for (const one of begun) one.end();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(fibres).toMatchObject({ inFlight: 0, waiting: 0 });
});

test('lanes take turns while both wait', async () => {
  const fibres = new Fibres();
  const { begun, send, names } = requests(fibres);
  for (const name of ['b1', 'b2', 'b3']) void send('backfill', name);
  for (const name of ['l1', 'l2']) void send('live', name);
  fibres.limit = 1;
  for (let count = 1; count <= 5; count += 1) {
    await turn();
    begun[count - 1]?.end();
  }
  expect(names()).toEqual(['l1', 'b1', 'l2', 'b2', 'b3']);
});

test('a backfill has its part of the fibres at most; what waits for it goes when that grows, or when one of its own ends', async () => {
  const fibres = new Fibres();
  const { begun, send, names } = requests(fibres);
  fibres.limit = 4;
  fibres.backfillLimit = 1;
  for (const name of ['b1', 'b2', 'b3', 'b4']) void send('backfill', name);
  for (const name of ['l1', 'l2']) void send('live', name);
  await turn();
  expect(names().toSorted()).toEqual(['b1', 'l1', 'l2']);
  begun.find(({ name }) => name === 'b1')?.end();
  await turn();
  expect(names().slice(3)).toEqual(['b2']);
  expect(fibres.live).toBe(2);
  fibres.backfillLimit = 2;
  await turn();
  expect(names().slice(3)).toEqual(['b2', 'b3']);
  for (const one of begun) one.end();
  await turn();
  expect(names().slice(3)).toEqual(['b2', 'b3', 'b4']);
});

test('closing refuses what waits and what comes, and leaves what is in flight', async () => {
  const fibres = new Fibres();
  const { begun, send } = requests(fibres);
  fibres.limit = 1;
  const first = send('live', 'a');
  const second = send('live', 'b');
  await turn();
  fibres.close('paused');
  await expect(second).rejects.toThrow(new NotSentError('paused'));
  await expect(send('backfill', 'c')).rejects.toThrow('paused');
  begun[0]?.end();
  expect(await first).toBe('a');
  fibres.close(null);
  const last = send('live', 'd');
  await turn();
  begun[1]?.end();
  expect(await last).toBe('d');
});

test('an account that is let go takes its waiting requests along, and the fibre of a failed one is free again', async () => {
  const fibres = new Fibres();
  const hand = new AbortController();
  const waiting = requests(fibres).send('backfill', 'a', hand.signal);
  hand.abort();
  await expect(waiting).rejects.toThrow('let go');
  fibres.limit = 1;
  await expect(fibres.run('live', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await fibres.run('live', async () => 'free')).toBe('free');
});
