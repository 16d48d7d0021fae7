import type { Bench } from './bench.ts';
import { bulk } from './bulk/bulk.ts';

/** Every bench there is. */
export const benches: Bench[] = [bulk];
