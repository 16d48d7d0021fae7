import { baseline } from './checks/baseline.ts';
import { captureOverhead } from './checks/capture-overhead.ts';
import type { Check } from './check.ts';
import { clocks } from './checks/clocks.ts';
import { disk } from './checks/disk.ts';
import { fieldDatabase } from './checks/field-database.ts';
import { fieldRights } from './checks/field-rights.ts';
import { forecastOfAll } from './checks/forecast-of-all.ts';
import { hq } from './checks/hq.ts';
import { runnerDatabase } from './checks/runner-database.ts';
import { versions } from './checks/versions.ts';

/**
 * The checks of preflight, in the order in which they are shown. Adding one: 1. write it in checks/, 2. name it in the list, 3. let its
 * message say the remedy, 4. test it with a system that fails it.
 */
export const checks: readonly Check[] = [
  fieldDatabase,
  fieldRights,
  hq,
  clocks,
  versions,
  runnerDatabase,
  disk,
  captureOverhead,
  baseline,
  forecastOfAll,
];
