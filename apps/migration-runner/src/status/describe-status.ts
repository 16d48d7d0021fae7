import { describeThrottle } from '../throttle/describe-throttle.ts';
import { type HostStatus, type LastVerification, type RunStatus, stages } from './run-status.ts';

/** The screen for people. */
export function describeStatus(status: RunStatus): string[] {
  const { accounts, records, eta, live, capture, queue, throttle, hosts } = status;
  const total = Object.values(accounts).reduce((sum, count) => sum + count, 0);
  const waits = throttle.waitsBecause.map((reason) => `waits: ${reason}`);
  const step =
    throttle.automatic && throttle.lastStep !== null ? [`automatic: ${throttle.lastStep.action}, ${throttle.lastStep.reason}`] : [];
  return [
    line('Run', `${status.stage}: ${stages[status.stage]}`),
    ...(status.release === null ? [] : [line('Release', releaseOf(status.release))]),
    line('Accounts', total === 0 ? 'none' : `${statesOf(accounts)} of ${total}, the records without an account as one`),
    line(
      'Records',
      `${number(records.walked)} walked, about ${number(records.left)} left; ${number(records.perSecondNow)} a second now, ${number(records.perSecondAverage)} on average`,
    ),
    line('ETA', etaOf(eta)),
    line('Live lag', live.p50Ms === null ? 'no change in the last minute' : `p50 ${live.p50Ms} ms, p99 ${live.p99Ms} ms`),
    line('Capture', captureOf(capture)),
    ...(capture.truncated.length > 0
      ? [
          line(
            'TRUNCATED',
            `${capture.truncated.join(', ')}: install if it was users or companies, touch the accounts concerned and verify all`,
          ),
        ]
      : []),
    line('Queue', `${queue.ready} ready, ${queue.active} active, ${queue.dead} dead; ${status.inFlight} batches in flight`),
    line('Throttle', describeThrottle(throttle)),
    ...[...waits, ...step].map((words) => line('', words)),
    line('Quarantine', status.quarantine.map((one) => `${one.records} ${one.entity} ${one.code}`).join(', ') || 'empty'),
    line('Hosts', hosts.length === 0 ? 'none works now' : ''),
    ...hosts.map((host) => line('', `${host.name}: ${standOf(host)}`)),
    line('Verified', verifiedOf(status.lastVerification)),
    ...status.failures.map((failure) => line('Failed', `${failure.account}: ${failure.reason}`)),
    ...status.stuck.map((one) => line('Stuck', `${one.account} since ${one.since}`)),
    ...status.nextSteps.map((step, index) => line(index === 0 ? 'Next' : '', step)),
  ];
}

/** What a host waits for before it begins to work. */
export function whyNotBegun({ state }: Pick<HostStatus, 'state'>): string {
  return state.waitsBecause ?? 'the databases and HQ are asked';
}

function standOf(host: HostStatus): string {
  const { isLiving, hasBegun, seenSeconds, state, figures } = host;
  if (!isLiving) return `silent for ${Math.round(seenSeconds)} s`;
  if (!hasBegun) return `has not begun: ${whyNotBegun(host)}`;
  return `${state.accounts} accounts, ${state.inFlight} of ${state.fibres} fibres${givesWay(state)}, ${number(figures.recordsPerSecond)} records a second`;
}

/** What a walk lacks while live changes are late. */
function givesWay({ fibres, fibresForWalks = fibres }: HostStatus['state']): string {
  return fibresForWalks < fibres ? ` (live changes are late: walks have ${fibresForWalks})` : '';
}

/** The same in one line, for logs. */
export function statusLine(status: RunStatus): string {
  const { accounts, records, eta, live, capture, throttle } = status;
  return [
    status.stage,
    statesOf(accounts),
    `${number(records.walked)} records`,
    `${number(records.perSecondNow)}/s`,
    `ETA ${eta === null ? '-' : `${duration(eta.low)} to ${duration(eta.high)}`}`,
    `lag ${live.p50Ms === null ? '-' : `${live.p50Ms}/${live.p99Ms} ms`}`,
    `outbox ${capture.outboxRows}`,
    `quarantine ${capture.quarantined}`,
    `${throttle.workers} workers, ${throttle.fibres} fibres`,
    ...throttle.waitsBecause.map((reason) => `waits: ${reason}`),
  ].join(' · ');
}

function captureOf({ installed, isCurrent, isRetired, blind, outboxRows, oldestSeconds }: RunStatus['capture']): string {
  if (!installed) return isRetired ? 'retired' : 'not installed: pnpm migrate install';
  const state = `installed${isCurrent ? '' : ' by another release'}${blind.length === 0 ? '' : `, NOT WHOLE on ${blind.join(', ')}`}`;
  return `${state}; outbox ${outboxRows}${oldestSeconds === null ? '' : `, oldest ${oldestSeconds.toFixed(1)} s`}`;
}

function releaseOf({ stage, movingTo }: NonNullable<RunStatus['release']>): string {
  return movingTo === null ? stage : `${stage}; the move to ${movingTo} was begun and not ended: pnpm migrate stage show`;
}

function etaOf(eta: RunStatus['eta']): string {
  if (eta === null) return 'nothing is left, or nothing was measured yet';
  const error =
    eta.errorSoFar === null ? 'no forecast to compare yet' : `forecasts were off by ${Math.round(eta.errorSoFar * 100)} % so far`;
  return `${duration(eta.seconds)} (${duration(eta.low)} to ${duration(eta.high)}); ${error}`;
}

function verifiedOf(last: RunStatus['lastVerification']): string {
  if (last === null) return 'never: pnpm migrate verify';
  const verdicts =
    last.accounts === null ? '' : `; ${last.accounts.clean} accounts clean, ${last.accounts.failed} failed, ${last.accounts.open} open`;
  return `${last.at}: ${outcomeOf(last)}${verdicts}`;
}

function outcomeOf({ outcome, notCompared }: LastVerification): string {
  if (outcome === 'pending') return `no difference, ${notCompared} records pending`;
  if (outcome === 'incomplete' && notCompared === 0) return 'nothing was compared';
  if (outcome === 'incomplete') return `no difference, ${notCompared} accounts left out that are not live`;
  return outcome === 'stopped' ? 'stopped before its end' : outcome;
}

function statesOf(accounts: RunStatus['accounts']): string {
  const some = Object.entries(accounts).filter(([, count]) => count > 0);
  return some.map(([state, count]) => `${count} ${state}`).join(', ') || 'none';
}

/** Seconds in words of two units at most; what is told is rounded before it is split, so that no part is 60. */
export function duration(seconds: number): string {
  const [whole, minutes, hours] = [Math.round(seconds), Math.round(seconds / 60), Math.round(seconds / 3600)];
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function line(name: string, words: string): string {
  return `${name.padEnd(12)} ${words}`;
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : value.toLocaleString('en');
}
