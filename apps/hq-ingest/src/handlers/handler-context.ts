import type { HqDatabase } from '../hq-db/connections.ts';
import type { Load } from '../host/load.ts';
import type { Metrics } from '../host/metrics.ts';

/** First days on which a major of the contract is no longer served; null while none is set. */
export interface Sunsets {
  v1: Date | null;
}

/** What handlers work with. */
export interface HandlerContext {
  database: HqDatabase;
  load: Load;
  metrics: Metrics;
  sunsets: Sunsets;
}
