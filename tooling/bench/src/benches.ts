import type { Bench } from './bench.ts';

/** Every bench there is. */
export const benches: Bench[] = [];
