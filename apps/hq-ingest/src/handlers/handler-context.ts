import type { HqDatabase } from '../hq-db/connections.ts';
import type { Load } from '../host/load.ts';
import type { Metrics } from '../host/metrics.ts';

/** What handlers work with. */
export interface HandlerContext {
  database: HqDatabase;
  load: Load;
  metrics: Metrics;
}
