import { check } from './check.ts';
import type { Command } from './command.ts';
import { docs } from './docs.ts';
import { freeze } from './freeze.ts';
import { lock } from './lock.ts';
import { openapi } from './openapi.ts';
import { pack } from './pack.ts';

/** Every command of `pnpm contract`. */
export const commands: readonly Command[] = [lock, check, freeze, docs, openapi, pack];
