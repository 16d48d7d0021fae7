import { accounts } from './accounts.ts';
import { authority } from './authority.ts';
import { balance } from './balance.ts';
import type { Command } from './command.ts';
import { dev } from './dev.ts';
import { drain } from './drain.ts';
import { drill } from './drill.ts';
import { enqueue } from './enqueue.ts';
import { extract } from './extract.ts';
import { gate } from './gate.ts';
import { install } from './install.ts';
import { kill } from './kill.ts';
import { maintenance } from './maintenance.ts';
import { pause, resume } from './pause.ts';
import { plan } from './plan.ts';
import { preflight } from './preflight.ts';
import { quarantine } from './quarantine.ts';
import { queue } from './queue.ts';
import { quiet } from './quiet.ts';
import { reconcile } from './reconcile.ts';
import { rehearse } from './rehearse.ts';
import { report } from './report.ts';
import { smoke } from './smoke.ts';
import { stage } from './stage.ts';
import { status } from './status.ts';
import { throttle } from './throttle.ts';
import { timings } from './timings.ts';
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
  queue,
  accounts,
  throttle,
  gate,
  plan,
  authority,
  stage,
  maintenance,
  pause,
  resume,
  drain,
  quiet,
  kill,
  verify,
  balance,
  reconcile,
  report,
  extract,
  quarantine,
  touch,
  timings,
  versions,
  uninstall,
  rehearse,
  drill,
  smoke,
  dev,
];
