import type { Bench } from './bench.ts';
import { bulk } from './bulk/bulk.ts';
import { capture } from './capture/capture.ts';
import { pressure } from './pressure/pressure.ts';
import { verify } from './verify/verify.ts';

/** Every bench there is. */
export const benches: Bench[] = [bulk, capture, pressure, verify];
