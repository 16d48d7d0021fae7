import type { HqObservation } from '../throttle/hq-observations.ts';

/** How a host stands, as it says once a second in the runner's database. */
export interface HostState {
  /** Its part of the throttle. */
  workers: number;
  fibres: number;
  /** Fibres that live changes leave to walks; all of them while changes are in time. */
  fibresForWalks?: number;
  /** Batches in flight, and those that wait for a fibre. */
  inFlight: number;
  waiting: number;
  /** The most of both at one moment of the last second. */
  wanted: number;
  /** Accounts in hand. */
  accounts: number;
  /** Why it sends nothing now; null when it does. */
  waitsBecause: string | null;
  hq: HqObservation;
}
