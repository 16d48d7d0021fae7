import { whoSet } from '../throttle/overrides.ts';
import type { RunStatus } from './run-status.ts';

/** Something that needs a person. */
export interface Concern {
  what: string;
  remedy: string;
}

const oldSeconds = 600;

/** What does not come right by itself. Pure. */
export function concernsOf(status: Omit<RunStatus, 'nextSteps'>): Concern[] {
  const { accounts, queue, capture, throttle, hosts, stuck, yesterday, lastVerification } = status;
  const concerns: Concern[] = [];
  const add = (isSo: boolean, what: string, remedy: string) => {
    if (isSo) concerns.push({ what, remedy });
  };
  const living = hosts.filter((host) => host.isLiving);
  const working = living.filter((host) => host.hasBegun).length;
  const silent = hosts.length - living.length;
  const [paused, killed] = [whoSet(throttle, 'paused'), whoSet(throttle, 'killed')];
  const isWork = status.stage === 'migrating' || status.stage === 'catching-up' || capture.outboxRows > 0;
  add(throttle.killed, `the kill switch is on: ${killed.reason} (${killed.actor})`, 'pnpm migrate kill --release, when its reason is gone');
  add(
    status.versionsBehind,
    "Field's versions are behind what was sent: capture was uninstalled and installed again, or Field was restored from a backup",
    'pnpm migrate versions --advance, then pnpm migrate work',
  );
  add(
    accounts.failed > 0,
    `${accounts.failed} accounts have failed: ${status.failures[0]?.reason ?? ''}`,
    'pnpm migrate accounts --state failed shows why; then pnpm migrate enqueue --accounts them again',
  );
  add(queue.dead > 0, `${queue.dead} jobs used up their attempts`, 'pnpm migrate enqueue --all puts their accounts back');
  add(
    capture.truncated.length > 0,
    `somebody truncated ${capture.truncated.join(', ')}`,
    'pnpm migrate install if it was users or companies, pnpm migrate touch the accounts concerned, then pnpm migrate verify',
  );
  add(
    capture.installed && !capture.isCurrent,
    'capture was installed in Field by another release',
    'pnpm migrate install: nothing that waits is lost by it, and Field may be used meanwhile',
  );
  const isBegun = accounts.live + accounts['catching-up'] + accounts.backfilling > 0;
  add(
    !capture.installed && !capture.isRetired && isBegun,
    'capture is not in Field, and its changes are not seen',
    'pnpm migrate install: what was copied before is sent once more',
  );
  add(
    status.leftToField > 0,
    `capture was ended for good, and Field keeps ${status.leftToField} accounts: what changes in them is not seen`,
    'pnpm migrate install: what was copied before is sent once more',
  );
  add(
    capture.isCurrent && capture.blind.length > 0,
    `triggers of capture on ${capture.blind.join(', ')} are missing or switched off, and changes there are not seen`,
    'pnpm migrate install puts them back, and sends what was copied before once more',
  );
  add(
    // Before the versions are advanced none may.
    isWork && working === 0 && !status.versionsBehind,
    'there is work, and no host works',
    living.length === 0
      ? 'pnpm migrate work, on as many hosts as you like'
      : 'pnpm migrate status says under Hosts why they have not begun',
  );
  add(working > 0 && silent > 0, `${silent} hosts have gone silent within an hour`, 'look at their logs; the others have their work');
  const walksRest = throttle.paused || throttle.killed || throttle.quietBecause !== null || throttle.workers === 0;
  add(
    stuck.length > 0 && working > 0 && !walksRest,
    `${stuck.length} accounts were begun and nobody has them`,
    "look at the hosts' logs for loop:failed",
  );
  add(
    working > 0 && (capture.oldestSeconds ?? 0) > oldSeconds && !throttle.paused && throttle.quietBecause === null,
    `the oldest change has waited for ${Math.round((capture.oldestSeconds ?? 0) / 60)} minutes`,
    "pnpm migrate status says under Throttle why sending waits; else look at the hosts' logs",
  );
  add(
    throttle.paused && throttle.overrides.paused === undefined && Date.parse(status.at) - paused.since.getTime() > 86_400_000,
    `sending has been paused since ${paused.since.toISOString()}: ${paused.reason} (${paused.actor})`,
    'pnpm migrate resume',
  );
  add(
    (throttle.automaticSilentSeconds ?? 0) > 30 && working > 0 && !throttle.paused && !throttle.killed,
    `the automatic throttle has decided nothing for ${Math.round(throttle.automaticSilentSeconds ?? 0)} s`,
    'restart the host that holds its lock, or pnpm migrate throttle --manual',
  );
  // On the first day nobody has looked at any of it.
  const came = yesterday === null ? 'are in quarantine' : 'have come into quarantine since yesterday';
  add(
    status.unaccepted > 0,
    `${status.unaccepted} records ${came}, accepted by nobody`,
    'pnpm migrate quarantine list shows why, for whoever mends Field',
  );
  const verified = lastVerification?.outcome;
  const { findings, accounts: failedAccounts } = status.differences;
  const areOpen = findings + failedAccounts > 0;
  add(
    areOpen,
    `differences are open: ${findings} findings, and ${failedAccounts} accounts whose verdict is failed`,
    'pnpm migrate verify shows them',
  );
  add(verified === 'differences' && !areOpen, 'the last verification found differences', 'pnpm migrate verify shows them');
  add(
    verified === 'pending',
    `the last verification found no difference, and ${lastVerification?.notCompared} records whose changes were not sent`,
    'pnpm migrate verify, when pnpm migrate work has sent them',
  );
  add(verified === 'stopped', 'the last verification was stopped before its end', 'pnpm migrate verify: asked the same, it goes on there');
  return concerns;
}
