import { z } from 'zod';

/** What the automatic throttle looks at, one sentence each. */
export const sensors = {
  hqLatencyP95Ms: 'Time of a batch at HQ that 95 of 100 stay below, in milliseconds.',
  hqLatencyTimesUsual: 'Time of a batch at HQ, its size taken into account, as a multiple of what was usual before.',
  hqLoad: 'Share of its tolerance that HQ says is in use.',
  hqRefusals: 'Batches that HQ refused with 429 in the last three seconds.',
  hqErrors: 'Batches that failed in the last three seconds.',
  fieldProbeMs: 'Time of a short query in Field, in milliseconds.',
  fieldActiveConnections: "Share of Field's connections that run a statement.",
  fieldReplicationLagSeconds: "How far Field's slowest replica is behind, in seconds.",
  fieldLongestTransactionSeconds: 'The longest transaction of others in Field, in seconds.',
} as const;

export type Sensor = keyof typeof sensors;

const limit = z
  .strictObject({
    /** Beyond it the rate does not grow. */
    hold: z.number().min(0).nullable(),
    /** Beyond it the rate is halved; not below `hold`. */
    halve: z.number().min(0).nullable(),
  })
  .refine(({ hold, halve }) => hold === null || halve === null || hold <= halve, 'hold must not be above halve');

/** Limits of each sensor; what is not named has its default. */
export const toleranceSchema = z.strictObject({
  hqLatencyP95Ms: limit.default({ hold: 1500, halve: 3000 }),
  hqLatencyTimesUsual: limit.default({ hold: 3, halve: 5 }),
  hqLoad: limit.default({ hold: 0.75, halve: 0.95 }),
  hqRefusals: limit.default({ hold: 0, halve: 0 }),
  hqErrors: limit.default({ hold: 0, halve: 0 }),
  fieldProbeMs: limit.default({ hold: 50, halve: 150 }),
  fieldActiveConnections: limit.default({ hold: 0.6, halve: 0.8 }),
  fieldReplicationLagSeconds: limit.default({ hold: 5, halve: 15 }),
  fieldLongestTransactionSeconds: limit.default({ hold: 600, halve: null }),
});

export type Tolerance = Record<Sensor, { hold: number | null; halve: number | null }>;

export const defaultTolerance: Tolerance = toleranceSchema.parse({});
