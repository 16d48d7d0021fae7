import type { Bench } from './bench.ts';
import { bulk } from './bulk/bulk.ts';
import { capture } from './capture/capture.ts';
import { lag } from './lag/lag.ts';
import { pressure } from './pressure/pressure.ts';
import { verify } from './verify/verify.ts';

/** Every bench there is. */
export const benches: Bench[] = [bulk, capture, lag, pressure, verify];
