import type { Contingency } from './contingency.ts';
import { contractBroken } from './contract-broken.ts';
import { fieldDown } from './field-down.ts';
import { hqDown } from './hq-down.ts';
import { hqSlow } from './hq-slow.ts';
import { peopleMissing } from './people-missing.ts';
import { plugPulled } from './plug-pulled.ts';
import { queueStuck } from './queue-stuck.ts';
import { wrongDataAfter, wrongDataBefore } from './wrong-data.ts';

/** Contingencies of the plan that a rehearsal can bring about. Adding one: a file that exports it under its id in the plan, its name here. */
export const contingencies: readonly Contingency[] = [
  hqSlow,
  hqDown,
  fieldDown,
  queueStuck,
  wrongDataBefore,
  wrongDataAfter,
  plugPulled,
  contractBroken,
  peopleMissing,
];
