import type { Command } from './command.ts';
import { enqueue } from './enqueue.ts';
import { install } from './install.ts';
import { preflight } from './preflight.ts';
import { quarantine } from './quarantine.ts';
import { status } from './status.ts';
import { throttle } from './throttle.ts';
import { touch } from './touch.ts';
import { uninstall } from './uninstall.ts';
import { versions } from './versions.ts';
import { work } from './work.ts';

/** Every command, in the order of a run. */
export const commands: readonly Command[] = [preflight, install, enqueue, work, status, throttle, quarantine, touch, versions, uninstall];
