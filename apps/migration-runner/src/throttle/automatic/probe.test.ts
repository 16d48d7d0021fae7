import { expect, test } from 'vitest';
import { Probe } from './probe.ts';

test('a probe says what it saw, and why it saw nothing', async () => {
  let answer: () => Promise<number> = async () => 5;
  const probe = new Probe(() => answer());
  expect(await probe.look(1000)).toMatchObject({ value: 5, problem: null });
  answer = () => Promise.reject(new Error('no rights'));
  expect(await probe.look(1000)).toMatchObject({ value: null, problem: 'no rights' });
  answer = async () => 6;
  expect(await probe.look(1000)).toMatchObject({ value: 6, problem: null });
});

test('a probe that never ends holds up nobody, grows old, and is asked once only', async () => {
  let now = 0;
  let asked = 0;
  const probe = new Probe<number>(
    () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(1) : new Promise(() => {});
    },
    () => now,
  );
  await probe.look(1000);
  now = 7000;
  expect(await probe.look(1)).toEqual({ value: 1, ageMs: 7000, problem: null });
  now = 9000;
  expect(await probe.look(1)).toEqual({ value: 1, ageMs: 9000, problem: null });
  expect(asked).toBe(2);
});
