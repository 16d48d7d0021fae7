import { DeliveryError, HqError } from '@hq-field/field-adapter';
import { beforeEach, expect, test } from 'vitest';
import { SendingGate } from './sending-gate.ts';

const down = () => new DeliveryError(new HqError('unreachable', 'HQ is away'));
let stop: AbortController;
let gate: SendingGate;
let now: number;
/** Runs whenever somebody sleeps; sleeping is what lets time pass. */
let onSleep: () => void;
let told: string[];
let reach: () => Promise<void>;
beforeEach(() => {
  reach = () => Promise.resolve();
  now = 0;
  told = [];
  onSleep = () => {};
  stop = new AbortController();
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      onSleep();
    },
  };
  gate = new SendingGate(stop.signal, { clock, onWait: (reason) => told.push(reason), reach: () => reach() });
});

test('what fails for a reason that passes is sent again until it succeeds, however long that takes', async () => {
  let attempts = 0;
  const sent = gate.through(async () => {
    attempts += 1;
    if (attempts < 30) throw down();
    return 'sent';
  });
  expect(await sent).toBe('sent');
  expect(attempts).toBe(30);
});

test('a pause between attempts grows to some seconds and no more', async () => {
  const at: number[] = [];
  const sending = gate.through(async () => {
    at.push(now);
    if (at.length < 12) throw down();
  });
  await sending;
  const pauses = at.slice(1).map((time, index) => time - (at[index] as number));
  expect(pauses[0]).toBeLessThan(500);
  expect(Math.max(...pauses)).toBeLessThan(7000);
  expect(pauses.at(-1)).toBeGreaterThan(3000);
});

test('many senders that fail at once count as one failure, and the reason is shown while they wait', async () => {
  let isDown = true;
  let attempts = 0;
  const senders = Array.from({ length: 20 }, () =>
    gate.through(async () => {
      attempts += 1;
      if (isDown) throw down();
    }),
  );
  let reason: string | null = null;
  onSleep = () => {
    reason ??= gate.reason;
    isDown = false;
  };
  await Promise.all(senders);
  expect(reason).toBe('HQ is away');
  expect(new Set(told)).toEqual(new Set(['HQ is away']));
  expect(told.length).toBeLessThan(5);
  expect(attempts).toBe(40);
  expect(gate.reason).toBeNull();
  expect(now).toBeLessThan(20 * 300);
});

test('on a lost route one sender asks for a sign of life for all, and nothing is sent before it comes', async () => {
  let [isLost, asked, attempts] = [true, 0, 0];
  reach = async () => {
    asked += 1;
    // The limit of the question.
    now += 3000;
    if (isLost) throw new HqError('unreachable', 'no sign of life');
  };
  const senders = Array.from({ length: 20 }, () =>
    gate.through(async () => {
      attempts += 1;
      if (attempts <= 20) throw down();
    }),
  );
  let foundAt = 0;
  onSleep = () => {
    if (asked < 5 || !isLost) return;
    isLost = false;
    foundAt = now;
  };
  await Promise.all(senders);
  expect({ asked, attempts }).toEqual({ asked: 6, attempts: 40 });
  expect(told).toContain('no sign of life');
  expect(now - foundAt).toBeLessThan(10_000);
});

test('the reason stands while HQ is asked and while it is sent again, until something succeeds or nobody sends', async () => {
  const seen: (string | null)[] = [];
  reach = async () => void seen.push(gate.reason);
  let attempts = 0;
  await gate.through(async () => {
    attempts += 1;
    if (attempts > 1) seen.push(gate.reason);
    expect(gate.isOpen).toBe(true);
    if (attempts < 3) throw down();
  });
  expect(seen).toEqual(Array(4).fill('HQ is away'));
  expect(gate.reason).toBeNull();

  const hand = new AbortController();
  const sending = gate.through(() => Promise.reject(down()), hand.signal);
  onSleep = () => hand.abort(new Error('let go'));
  await expect(sending).rejects.toThrow('let go');
  now += 10_000;
  expect(gate.reason).toBeNull();
});

test('an HQ that answers anything at all is sent to, and a Field that is away is none of its business', async () => {
  let asked = 0;
  reach = async () => {
    asked += 1;
    throw new HqError('internal', 'something is wrong');
  };
  const failures = [new HqError('unreachable', 'HQ is away'), new HqError('overloaded', 'HQ is busy')];
  await gate.through(async () => {
    const failure = failures.shift();
    if (failure !== undefined) throw new DeliveryError(failure);
  });
  expect(asked).toBe(1);
});

test.each([
  [4000, 4000, 6000],
  [0, 200, 300],
])('HQ says how long to wait: after %d ms nobody sends before %d', async (retryAfterMs, least, most) => {
  for (let time = 0; time < 50; time += 1) {
    const at: number[] = [];
    await gate.through(async () => {
      at.push(now);
      if (at.length === 1) throw new DeliveryError(new HqError('overloaded', 'beyond tolerance', { retryAfterMs }));
    });
    const pause = (at[1] as number) - (at[0] as number);
    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThanOrEqual(most);
  }
});

test('what no retry mends is thrown at once', async () => {
  const fatal = new DeliveryError(new HqError('contract_mismatch', 'other major'));
  await expect(gate.through(() => Promise.reject(fatal))).rejects.toBe(fatal);
  await expect(gate.through(() => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake');
});

test('nothing is sent while an operator pauses, and everything after', async () => {
  gate.close('paused by an operator');
  let sentAt: number | null = null;
  onSleep = () => {
    expect(sentAt).toBeNull();
    expect(gate.reason).toContain('operator');
    if (now >= 5000) gate.close(null);
  };
  await gate.through(async () => void (sentAt = now));
  expect(sentAt).toBe(5000);
});

test('whoever waits is let go when the host stops', async () => {
  gate.close('paused by an operator');
  onSleep = () => stop.abort(new Error('the host is stopping'));
  await expect(gate.through(async () => {})).rejects.toThrow('the host is stopping');
});

test('whoever was let go is let go, and the others wait on', async () => {
  gate.close('paused by an operator');
  const hand = new AbortController();
  onSleep = () => hand.abort(new Error('let go'));
  await expect(gate.through(async () => {}, hand.signal)).rejects.toThrow('let go');
  gate.close(null);
  expect(await gate.through(async () => 'sent')).toBe('sent');
});
