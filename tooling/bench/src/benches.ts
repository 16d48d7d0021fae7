import type { Bench } from './bench.ts';
import { bulk } from './bulk/bulk.ts';
import { capture } from './capture/capture.ts';
import { growth } from './growth/growth.ts';
import { lag } from './lag/lag.ts';
import { pressure } from './pressure/pressure.ts';
import { verify } from './verify/verify.ts';

/** Every bench there is. */
export const benches: Bench[] = [bulk, capture, growth, lag, pressure, verify];
