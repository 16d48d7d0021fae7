import type { Command } from './command.ts';
import { drill } from './drill.ts';
import { enqueue } from './enqueue.ts';
import { extract } from './extract.ts';
import { install } from './install.ts';
import { preflight } from './preflight.ts';
import { quarantine } from './quarantine.ts';
import { rehearse } from './rehearse.ts';
import { status } from './status.ts';
import { throttle } from './throttle.ts';
import { touch } from './touch.ts';
import { uninstall } from './uninstall.ts';
import { verify } from './verify.ts';
import { versions } from './versions.ts';
import { work } from './work.ts';

/** Every command, in the order of a run. */
export const commands: readonly Command[] = [
  preflight,
  install,
  enqueue,
  work,
  status,
  throttle,
  verify,
  extract,
  quarantine,
  touch,
  versions,
  uninstall,
  rehearse,
  drill,
];
