import { captureStatus, countByKeeper, type FieldDatabase, quarantineByReason } from '@hq-field/field-adapter';
import type { AccountStore } from '../accounts/account-store.ts';
import { areVersionsBehind } from '../accounts/install-for-run.ts';
import type { RunnerDatabase } from '../database/open-runner.ts';
import { forecast } from '../forecast/forecast.ts';
import { forecastError, progressBefore, readProgress, readStretches } from '../forecast/progress-store.ts';
import type { AccountQueue } from '../queue/account-queue.ts';
import { AcceptanceStore } from '../quarantine/acceptance-store.ts';
import { countUnaccepted } from '../quarantine/count-unaccepted.ts';
import { readSteps } from '../throttle/automatic/steps.ts';
import { quietBecause } from '../throttle/quiet-hours.ts';
import type { ThrottleStore } from '../throttle/throttle-store.ts';
import { lastVerification, openDifferences } from './last-verification.ts';
import { nextSteps } from './next-steps.ts';
import { readHosts } from './read-hosts.ts';
import { readStuck } from './read-stuck.ts';
import { type HostStatus, type RunStatus, stageOf } from './run-status.ts';

const stuckShown = 20;

export interface StatusParts {
  field: FieldDatabase;
  runner: RunnerDatabase;
  store: AccountStore;
  queue: AccountQueue;
  throttle: ThrottleStore;
}

/** Reads where the run stands, in a few short queries. */
export async function readStatus({ field, runner, store, queue, throttle }: StatusParts): Promise<RunStatus> {
  const [
    capture,
    accounts,
    unfinished,
    progress,
    stretches,
    hosts,
    view,
    [lastStep],
    depth,
    failures,
    stuck,
    verification,
    differences,
    yesterday,
  ] = await Promise.all([
    captureStatus(field),
    store.byState(),
    store.unfinished(),
    readProgress(runner),
    readStretches(runner),
    readHosts(runner),
    throttle.view(),
    readSteps(runner, 1),
    queue.depth(),
    store.failures(),
    readStuck({ runner, queue }),
    lastVerification(runner),
    openDifferences(runner),
    progressBefore(runner, 24),
  ]);
  const said = forecast(stretches, { records: progress.leftRecords, accounts: progress.leftAccounts });
  const [automatic] = await runner<{ silent: number | null }[]>`
    select case when automatic then extract(epoch from clock_timestamp() - coalesce(automatic_at, since))::float8 end as silent from migration.throttle`;
  const living = hosts.filter((host) => host.isLiving);
  const seconds = stretches.reduce((sum, stretch) => sum + stretch.seconds, 0);
  const walked = stretches.reduce((sum, stretch) => sum + stretch.records, 0);
  const isLeft = progress.leftAccounts > 0;
  const status: Omit<RunStatus, 'nextSteps'> = {
    at: view.now.toISOString(),
    release: await readRelease(runner),
    stage: stageOf(capture, accounts, unfinished),
    accounts,
    records: {
      walked: progress.records,
      left: Math.round(progress.leftRecords),
      perSecondNow: living.reduce((sum, { figures }) => sum + (figures.recordsPerSecond ?? 0), 0),
      perSecondAverage: seconds === 0 ? null : Math.round(walked / seconds),
    },
    walks: { done: progress.accounts, left: progress.leftAccounts },
    unfinished,
    eta:
      said === null || !isLeft
        ? null
        : {
            seconds: Math.round(said.seconds),
            low: Math.round(said.low),
            high: Math.round(said.high),
            accountCost: said.accountCost,
            errorSoFar: await forecastError(runner, said.seconds),
          },
    live: slowest(living),
    capture,
    leftToField: capture.isRetired ? (await countByKeeper(field)).field : 0,
    versionsBehind: await areVersionsBehind(capture, store),
    queue: depth,
    inFlight: living.reduce((sum, { state }) => sum + (state.inFlight ?? 0), 0),
    throttle: {
      ...view.settings,
      waitsBecause: [...new Set(living.flatMap(({ state }) => state.waitsBecause ?? []))],
      quietBecause: quietBecause(view.quietHours, view.now),
      lastStep: lastStep ?? null,
      automaticSilentSeconds: automatic?.silent ?? null,
    },
    unaccepted: capture.installed ? await countUnaccepted(field, new AcceptanceStore(runner), yesterday?.at ?? null) : 0,
    quarantine: capture.installed ? await quarantineByReason(field) : [],
    failures,
    stuck: stuck.slice(0, stuckShown),
    hosts,
    lastVerification: verification,
    differences,
    yesterday,
  };
  return { ...status, nextSteps: nextSteps(status) };
}

async function readRelease(runner: RunnerDatabase): Promise<RunStatus['release']> {
  const [row] = await runner<{ stage: string; movingTo: string | null; isBegun: boolean }[]>`
    select stage, moving_to as "movingTo", exists (select from migration.release_moves) as "isBegun" from migration.release`;
  return row?.isBegun === true ? { stage: row.stage, movingTo: row.movingTo } : null;
}

function slowest(hosts: readonly HostStatus[]): RunStatus['live'] {
  const most = (values: (number | null | undefined)[]) => {
    const known = values.flatMap((value) => value ?? []);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    changes: hosts.reduce((sum, { figures }) => sum + (figures.live?.changes ?? 0), 0),
    p50Ms: most(hosts.map(({ figures }) => figures.live?.lastMinuteP50Ms)),
    p99Ms: most(hosts.map(({ figures }) => figures.live?.lastMinuteP99Ms)),
  };
}
