import type { Bench } from './bench.ts';
import { bulk } from './bulk/bulk.ts';
import { verify } from './verify/verify.ts';

/** Every bench there is. */
export const benches: Bench[] = [bulk, verify];
