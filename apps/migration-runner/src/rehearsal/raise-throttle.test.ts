import { describe, expect, it } from 'vitest';
import { decide, steps } from './raise-throttle.ts';

describe('decide', () => {
  it.each([
    ['up while HQ is in tolerance', 0, { load: 0.1, latencyMs: 40 }, 1],
    ['nowhere without a batch to judge by', 2, { load: 0, latencyMs: null }, undefined],
    ['nowhere from the top', steps.length - 1, { load: 0.1, latencyMs: 40 }, undefined],
    ['down when the load is beyond tolerance', 3, { load: 0.9, latencyMs: 40 }, 2],
    ['down when HQ is slow', 3, { load: 0.1, latencyMs: 4000 }, 2],
    ['nowhere when the load is no longer small', 3, { load: 0.7, latencyMs: 40 }, undefined],
    ['nowhere when batches take long, and not yet too long', 3, { load: 0.1, latencyMs: 700 }, undefined],
    ['nowhere from the bottom', 0, { load: 2, latencyMs: 40 }, undefined],
  ])('goes %s', (_, step, pressure, expected) => {
    expect(decide(step, pressure)?.step).toBe(expected);
  });
});
