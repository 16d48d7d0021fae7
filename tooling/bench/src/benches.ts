import type { Bench } from './bench.ts';
import { bulk } from './bulk/bulk.ts';
import { capture } from './capture/capture.ts';
import { verify } from './verify/verify.ts';

/** Every bench there is. */
export const benches: Bench[] = [bulk, capture, verify];
