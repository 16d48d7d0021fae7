import type { Aim } from './climb.ts';
import type { Sensor, Tolerance } from './tolerance.ts';

/** What one sensor says. */
export interface Reading {
  sensor: Sensor;
  /** Null when it could not be measured, or when there was nothing to measure. */
  value: number | null;
  /** How old it is, in milliseconds. */
  ageMs: number;
  /** Why there is no value; null when nothing is wrong. */
  problem: string | null;
}

export interface Situation {
  workers: number;
  fibres: number;
  ceilingWorkers: number;
  ceilingFibres: number;
  /** The most batches in flight or waiting for a fibre at one moment of the last second, of all hosts. */
  wanted: number;
  /** Milliseconds since the rate was last halved. */
  sinceHalvedMs: number;
  /** How many fibres are worth having. */
  aim: Aim;
  readings: readonly Reading[];
}

export interface Decision {
  action: 'grow' | 'hold' | 'shrink' | 'halve';
  workers: number;
  fibres: number;
  reason: string;
}

/** How a hold ends its reason when HQ or Field is far out of tolerance and nothing is left to take away. */
export const nothingLeft = 'one fibre is the least';

/** A reading that is older comes from a sensor that froze. */
const mostAgeMs = 5000;
/** After a halving its effect is waited for: batches that were sent before it still say the old. */
const effectMs = 2500;
/** From nothing to the ceiling in this many steps. */
const stepsToCeiling = 20;
/** So many accounts more than there are fibres are worked on: they are read while the batches of the others are sent. */
const readAhead = 2;

/**
 * One step of the automatic throttle: it adds a little while everything is in tolerance and more fibres may be worth having, takes away those
 * that are not, halves when something is far out of tolerance, and holds in between. A sensor that fails or freezes never lets the rate grow.
 * Workers follow the fibres up; they are not taken away, since fewer fibres slow them all and an account that is let go is partly sent again.
 * Pure.
 */
export function decide(situation: Situation, tolerance: Tolerance): Decision {
  const { readings, ceilingFibres, ceilingWorkers, aim } = situation;
  const fibres = Math.min(situation.fibres, ceilingFibres);
  const workers = Math.min(situation.workers, ceilingWorkers);
  const hold = (reason: string): Decision => ({ action: 'hold', workers, fibres, reason });

  const far = worst(readings, tolerance, 'halve');
  if (far !== null) {
    if (fibres === 1) return hold(`${far}; ${nothingLeft}`);
    if (situation.sinceHalvedMs < effectMs) return hold(`${far}; waits for the effect of the last halving`);
    return { action: 'halve', workers, fibres: Math.max(1, Math.floor(fibres / 2)), reason: far };
  }
  if (fibres > aim.fibres)
    return { action: 'shrink', workers, fibres: Math.max(1, aim.fibres), reason: aim.reason ?? `${aim.fibres} fibres are worth having` };
  const blind = readings.find((reading) => !isSeen(reading));
  if (blind !== undefined)
    return hold(
      `the sensor ${blind.sensor} ${blind.problem === null ? `has said nothing for ${Math.round(blind.ageMs / 1000)} s` : `fails: ${blind.problem}`}`,
    );
  const near = worst(readings, tolerance, 'hold');
  if (near !== null) return hold(near);
  if (readings.some(({ sensor, value }) => sensor === 'hqLatencyP95Ms' && value === null))
    return hold('nothing is sent, so nothing is measured');
  const enough = whyEnough(situation, fibres);
  const grown =
    enough === null ? Math.min(ceilingFibres, aim.fibres, fibres + Math.max(1, Math.round(ceilingFibres / stepsToCeiling))) : fibres;
  const readers = Math.max(workers, Math.min(ceilingWorkers, grown + readAhead));
  if (enough !== null && readers === workers) return hold(enough);
  return { action: 'grow', fibres: grown, workers: readers, reason: 'both systems are in tolerance' };
}

function whyEnough({ ceilingFibres, aim, wanted }: Situation, fibres: number): string | null {
  if (fibres === ceilingFibres) return 'at the ceiling';
  if (fibres === aim.fibres) return aim.reason ?? `measures what ${fibres} fibres do`;
  return wanted < fibres / 2 ? `${wanted} of ${fibres} fibres are wanted` : null;
}

/** Whether every sensor can see and is within its limits. Pure. */
export function isInTolerance(readings: readonly Reading[], tolerance: Tolerance): boolean {
  return readings.every(isSeen) && worst(readings, tolerance, 'hold') === null && worst(readings, tolerance, 'halve') === null;
}

function isSeen({ problem, ageMs }: Reading): boolean {
  return problem === null && ageMs <= mostAgeMs;
}

/** The reading that is farthest beyond a limit, in words; null when none is. Also an old one counts. */
function worst(readings: readonly Reading[], tolerance: Tolerance, kind: 'hold' | 'halve'): string | null {
  let most = 0;
  let words: string | null = null;
  for (const { sensor, value } of readings) {
    const limit = tolerance[sensor][kind];
    if (value === null || limit === null || value <= limit) continue;
    const beyond = limit === 0 ? Number.MAX_VALUE : value / limit;
    if (beyond <= most) continue;
    most = beyond;
    words = `${sensor} is ${Math.round(value * 100) / 100}, beyond ${limit}`;
  }
  return words;
}
