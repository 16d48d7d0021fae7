import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowanceOf, shareOf } from './allowance.ts';
import type { LivingHost, ThrottleSettings, ThrottleView } from './throttle-settings.ts';

const now = new Date('2026-03-02T12:00:00Z');
const settings: ThrottleSettings = {
  workers: 5,
  fibres: 8,
  batchSize: 1000,
  recordsPerSecond: null,
  paused: false,
  killed: false,
  automatic: false,
  ceilingWorkers: 8,
  ceilingFibres: 32,
  drainedAt: null,
  overrides: {},
  expiresAt: null,
  setBy: {},
  reason: 'both in tolerance',
  actor: 'ann',
  since: now,
};
const host = (id: string, ageMs = 60_000, isConnected = true): LivingHost => ({ id, ageMs, isConnected, isDrained: false });
const view = (change: Partial<ThrottleSettings> = {}, hosts = [host('a'), host('b'), host('c')]): ThrottleView => ({
  settings: { ...settings, ...change },
  quietHours: [],
  hosts,
  notBegun: [],
  now,
});

test('the parts of all hosts add up to the limits, and differ by one at most', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 40 }), (total, hosts) => {
      const parts = Array.from({ length: hosts }, (_, rank) => shareOf(total, hosts, rank));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
    }),
  );
});

describe('a host', () => {
  test('gets its part of workers, fibres and records a second', () => {
    const parts = ['a', 'b', 'c'].map((id) => allowanceOf(view({ recordsPerSecond: 300 }), id));
    expect(parts.map(({ workers }) => workers)).toEqual([2, 2, 1]);
    expect(parts.map(({ fibres }) => fibres)).toEqual([3, 3, 2]);
    expect(parts.map(({ recordsPerSecond }) => recordsPerSecond)).toEqual([100, 100, 100]);
  });

  test('that gets no fibre says why, and those that send share the rate', () => {
    const parts = ['a', 'b', 'c'].map((id) => allowanceOf(view({ fibres: 2, recordsPerSecond: 300 }), id));
    expect(parts.map(({ fibres }) => fibres)).toEqual([1, 1, 0]);
    expect(parts[2]).toMatchObject({ workers: 0, closedBecause: '2 fibres are divided among 3 hosts, and none is left for this one' });
    expect(parts[0]?.recordsPerSecond).toBe(150);
  });

  test('that is new waits until the others have heard of it; the first one does not wait', () => {
    expect(allowanceOf(view({}, [host('a'), host('b', 300)]), 'b').closedBecause).toContain('new');
    expect(allowanceOf(view({}, [host('a'), host('b', 300)]), 'a')).toMatchObject({ fibres: 4, closedBecause: null });
    expect(allowanceOf(view({}, [host('a', 300)]), 'a')).toMatchObject({ fibres: 8, closedBecause: null });
    // One that may be dead keeps its part until it is known to be, but nobody waits for it to hear.
    expect(allowanceOf(view({}, [host('a', 60_000, false), host('b', 300)]), 'b')).toMatchObject({ fibres: 4, closedBecause: null });
  });

  test('that was silent has no part, since the others have it', () => {
    expect(allowanceOf(view(), 'z')).toMatchObject({ workers: 0, fibres: 0, closedBecause: expect.stringContaining('silent') });
  });

  test('that has not begun has no part, and says so', () => {
    const notBegun = [{ id: 'z', isDrained: false }];
    expect(allowanceOf({ ...view(), notBegun }, 'z')).toMatchObject({
      workers: 0,
      fibres: 0,
      closedBecause: 'this host has not begun',
      end: null,
    });
  });

  test('sends nothing while an operator pauses, the kill switch is on, or hours are quiet', () => {
    expect(allowanceOf(view({ paused: true }), 'a')).toMatchObject({
      fibres: 0,
      closedBecause: expect.stringContaining('paused'),
      end: null,
    });
    expect(allowanceOf(view({ killed: true }), 'a')).toMatchObject({ fibres: 0, end: 'killed' });
    const quietHours = [{ id: 1, cron: '0 8 * * *', minutes: 600, timeZone: 'UTC', reason: 'office hours', actor: 'ann' }];
    expect(allowanceOf({ ...view(), quietHours }, 'a')).toMatchObject({
      fibres: 0,
      closedBecause: 'quiet hours until 18:00 UTC: office hours (ann)',
    });
  });

  test('that began before the clock jumped back is not new', () => {
    expect(allowanceOf(view({}, [host('a', -60_000), host('b', -120_000)]), 'b')).toMatchObject({ fibres: 4, closedBecause: null });
  });

  test('ends when it worked as a drain was said', () => {
    const hosts = [{ ...host('a'), isDrained: true }, host('b')];
    expect(hosts.map(({ id }) => allowanceOf(view({}, hosts), id).end)).toEqual(['drained', null]);
    const notBegun = [{ id: 'z', isDrained: true }];
    expect(allowanceOf({ ...view(), notBegun }, 'z').end).toBe('drained');
  });
});
