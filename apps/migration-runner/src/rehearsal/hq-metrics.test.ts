import { expect, it } from 'vitest';
import { HqCounters, parseHqMetrics } from './hq-metrics.ts';

const text = `# HELP hq_records_total Records of batches
hq_records_total{entity="user",outcome="applied"} 40
hq_records_total{entity="project",outcome="stale"} 2
hq_apply_batch_duration_seconds_bucket{le="0.005"} 1
hq_apply_batch_duration_seconds_sum 0.5
hq_apply_batch_duration_seconds_count 3
hq_load_ratio 0.25
process_cpu_seconds_total 1.5
`;

it('adds up what HQ says of itself', () => {
  expect(parseHqMetrics(text)).toEqual({ records: 42, batches: 3, batchSeconds: 0.5, load: 0.25 });
});

it('goes on counting when HQ begins at 0 again', () => {
  const counters = new HqCounters();
  counters.add({ records: 10, batches: 2, batchSeconds: 1, load: 1 });
  counters.add({ records: 4, batches: 1, batchSeconds: 1, load: 0 });
  counters.add({ records: 5, batches: 2, batchSeconds: 2, load: 0 });
  expect([counters.records, counters.batches, counters.load]).toEqual([15, { count: 4, seconds: 3 }, 0]);
});
