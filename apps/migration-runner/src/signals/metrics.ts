import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HostContext } from '../worker/host-context.ts';

/** What one runner process shows to Prometheus. */
export interface RunnerMetrics {
  registry: Registry;
  /** A change was acknowledged so long after its capture. */
  lags(lagsMs: readonly number[]): void;
}

/** Seconds; live changes take milliseconds at rest and up to minutes behind a pause. */
const lagBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600];

/** Metrics of a host. Each is read from what the host knows anyway when somebody asks. */
export function createMetrics(host: HostContext): RunnerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge('migration_throttle_workers', "This host's part of the workers.", () => host.allowance.workers);
  gauge('migration_throttle_fibres', "This host's part of the fibres.", () => host.allowance.fibres);
  gauge('migration_sending_waits', '1 while this host sends nothing, for whatever reason.', () => (host.gate.reason === null ? 0 : 1));
  gauge('migration_batches_in_flight', 'Batches that HQ has not answered yet.', () => host.fibres.inFlight);
  gauge('migration_batches_waiting', 'Batches that wait for a fibre.', () => host.fibres.waiting);
  gauge('migration_accounts_in_hand', 'Accounts that this host walks now.', () =>
    [...host.hands].reduce((sum, { jobs }) => sum + jobs.length, 0),
  );
  gauge('migration_hosts', 'Hosts that live and have begun, as this one sees them.', () => host.view?.hosts.length ?? 0);
  gauge('migration_outbox_rows', 'Changes of Field that wait or are being sent.', () => host.measured?.outboxRows ?? 0);
  gauge('migration_outbox_oldest_seconds', 'Age of the oldest of them.', () => host.measured?.oldestSeconds ?? 0);
  gauge('migration_quarantined_records', 'Records that are put aside.', () => host.measured?.quarantined ?? 0);
  gauge('migration_dead_letters', 'Jobs that used up their attempts.', () => host.measured?.dead ?? 0);
  const states = new Gauge({
    name: 'migration_accounts',
    help: 'Accounts by state.',
    labelNames: ['state'],
    registers: [],
    collect() {
      this.reset();
      for (const [state, count] of Object.entries(host.measured?.accounts ?? {})) this.set({ state }, count);
    },
  });
  registry.registerMetric(states);
  const records = new Counter({
    name: 'migration_records_total',
    help: 'Records that HQ answered to this host, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      const { applied, unchanged, stale, quarantined } = host.figures.summary();
      this.reset();
      for (const [outcome, count] of Object.entries({ applied, unchanged, stale, quarantined })) this.inc({ outcome }, count);
    },
  });
  registry.registerMetric(records);
  const lag = new Histogram({
    name: 'migration_live_lag_seconds',
    help: "From a change's capture in Field to HQ's answer.",
    buckets: lagBuckets,
    registers: [registry],
  });
  return {
    registry,
    lags: (lagsMs) => {
      for (const ms of lagsMs) lag.observe(ms / 1000);
    },
  };

  function gauge(name: string, help: string, read: () => number): void {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(read());
        },
      }),
    );
  }
}
