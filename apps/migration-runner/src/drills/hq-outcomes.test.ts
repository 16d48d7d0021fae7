import { expect, test } from 'vitest';
import { HqOutcomes } from './hq-outcomes.ts';

const metrics = (applied: number, unchanged: number) =>
  `# HELP hq_records_total Records\nhq_records_total{entity="user",outcome="applied"} ${applied}\nhq_records_total{entity="project",outcome="unchanged"} ${unchanged}\nhq_load_ratio 0.5\n`;

test('adds up outcomes over the lives of HQ', () => {
  const outcomes = new HqOutcomes();
  outcomes.add(metrics(10, 2));
  outcomes.add(metrics(30, 4));
  outcomes.add(metrics(5, 0));
  expect([outcomes.records, outcomes.of('applied'), outcomes.of('unchanged'), outcomes.of('stale')]).toEqual([39, 35, 4, 0]);
});
