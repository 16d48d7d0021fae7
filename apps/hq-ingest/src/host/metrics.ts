import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ApplyBatchOutput } from '@hq-field/contracts';
import type { QueueFigures } from '../provisioning/queue-view.ts';
import type { Load } from './load.ts';

/** What /metrics shows. */
export interface Metrics {
  registry: Registry;
  request(procedure: string, status: number, seconds: number): void;
  /** Something that HQ has created was delivered to Field, or not. */
  provisioned(outcome: string): void;
  provisioningQueue(figures: QueueFigures): void;
  batch(output: Pick<ApplyBatchOutput, 'outcomes'>, seconds: number): void;
}

export function createMetrics(load: Load): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to its answer, by procedure and status.',
    labelNames: ['procedure', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  });
  const records = new Counter({
    name: 'hq_records_total',
    help: 'Records of batches, by entity and outcome.',
    labelNames: ['entity', 'outcome'],
    registers: [registry],
  });
  const batches = new Histogram({
    name: 'hq_apply_batch_duration_seconds',
    help: 'Time to apply a batch, from its parsed request to its outcomes.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const deliveries = new Counter({
    name: 'hq_provisioning_deliveries_total',
    help: 'Accounts and projects of HQ put to Field, by what came of it.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const queued = new Gauge({
    name: 'hq_provisioning_queue',
    help: 'Accounts and projects of HQ that Field has not acknowledged, by state.',
    labelNames: ['state'],
    registers: [registry],
  });
  const oldest = new Gauge({
    name: 'hq_provisioning_oldest_seconds',
    help: 'Age of the oldest one that waits.',
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: 'hq_load_ratio',
      help: 'Share of the tolerance in use.',
      registers: [],
      collect() {
        this.set(load.share());
      },
    }),
  );
  return {
    registry,
    request: (procedure, status, seconds) => requests.observe({ procedure, status: String(status) }, seconds),
    provisioned: (outcome) => deliveries.inc({ outcome }),
    provisioningQueue({ waiting, refused, oldestSeconds }) {
      queued.set({ state: 'waiting' }, waiting);
      queued.set({ state: 'refused' }, refused);
      oldest.set(oldestSeconds);
    },
    batch({ outcomes }, seconds) {
      batches.observe(seconds);
      for (const [entity, group] of Object.entries(outcomes)) {
        const counts = new Map<string, number>();
        for (const { outcome } of group ?? []) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        for (const [outcome, count] of counts) records.inc({ entity, outcome }, count);
      }
    },
  };
}
