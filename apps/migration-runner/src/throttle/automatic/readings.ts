import type { FieldPressure } from '@hq-field/field-adapter';
import type { HostState } from '../../worker/host-state.ts';
import type { Reading } from './decide.ts';
import type { Seen } from './probe.ts';
import type { Sensor } from './tolerance.ts';

/** A living host and what it said last. */
export interface HostReport {
  /** New each time that it starts. */
  id: string;
  name: string;
  /** Milliseconds since it said so. */
  ageMs: number;
  state: HostState;
}

/** What all sensors say: of HQ the worst that any host saw, of Field what the elected host saw. Pure. */
export function readingsOf(hosts: readonly HostReport[], field: Seen<FieldPressure>, usualFullBatchMs: number | null): Reading[] {
  const ageMs = Math.max(0, ...hosts.map((host) => host.ageMs));
  const none = hosts.length === 0 ? 'no host reports' : null;
  const ofHq = (sensor: Sensor, value: number | null): Reading => ({ sensor, value, ageMs, problem: none });
  const most = (pick: (hq: HostState['hq']) => number | null): number | null => {
    const values = hosts.flatMap(({ state }) => pick(state.hq) ?? []);
    return values.length === 0 ? null : Math.max(...values);
  };
  const sum = (pick: (hq: HostState['hq']) => number) => hosts.reduce((total, { state }) => total + pick(state.hq), 0);
  const full = fullBatchMs(hosts);
  const ofField = (sensor: Sensor, name: keyof FieldPressure): Reading => ({
    sensor,
    value: field.value?.[name] ?? null,
    ageMs: field.ageMs,
    problem: field.problem,
  });
  return [
    ofHq(
      'hqRefusals',
      sum((hq) => hq.refusals),
    ),
    ofHq(
      'hqErrors',
      sum((hq) => hq.errors),
    ),
    ofHq('hqLatencyTimesUsual', full === null || usualFullBatchMs === null ? null : full / usualFullBatchMs),
    ofHq(
      'hqLatencyP95Ms',
      most((hq) => hq.latencyP95Ms),
    ),
    ofHq(
      'hqLoad',
      most((hq) => hq.load),
    ),
    ofField('fieldProbeMs', 'probeMs'),
    ofField('fieldActiveConnections', 'activeConnections'),
    ofField('fieldReplicationLagSeconds', 'replicationLagSeconds'),
    ofField('fieldLongestTransactionSeconds', 'longestTransactionSeconds'),
  ];
}

/** The time of a full batch that the host with the most answers saw. */
export function fullBatchMs(hosts: readonly HostReport[]): number | null {
  const [busiest] = hosts.toSorted((a, b) => b.state.hq.answers - a.state.hq.answers);
  return busiest?.state.hq.fullBatchMs ?? null;
}
