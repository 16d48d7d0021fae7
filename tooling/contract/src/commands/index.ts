import { check } from './check.ts';
import type { Command } from './command.ts';
import { freeze } from './freeze.ts';
import { lock } from './lock.ts';

/** Every command of `pnpm contract`. */
export const commands: readonly Command[] = [lock, check, freeze];
