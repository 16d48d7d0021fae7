import type { JSONWebKeySet } from 'jose';
import type { ConsoleSettings } from './console/console-settings.ts';
import { type HqDatabase, openDatabase } from './hq-db/connections.ts';
import { createLoad, type Load } from './host/load.ts';
import { createLog, type Logger } from './host/log.ts';
import { createMetrics, type Metrics } from './host/metrics.ts';
import { createReplayGuard } from './host/replay.ts';
import type { Sunsets } from './handlers/handler-context.ts';
import { createTokenVerifier, type TokenVerifier } from './host/tokens.ts';

/** Everything one HQ server is made of. */
export interface AppContext {
  database: HqDatabase;
  load: Load;
  log: Logger;
  metrics: Metrics;
  tokens: TokenVerifier;
  sunsets: Sunsets;
  /** Null: the console is off. */
  console: ConsoleSettings | null;
}

export interface ContextOptions {
  databaseUrl: string;
  publicKeys: JSONWebKeySet;
  tolerance: number;
  connections: number;
  logLevel: string;
  sunsets?: Sunsets | undefined;
  console?: ConsoleSettings | null | undefined;
}

/** The only place where the parts are put together; tests override some. */
export function createContext(options: ContextOptions, overrides: Partial<AppContext> = {}): AppContext {
  const load = overrides.load ?? createLoad(options.tolerance);
  return {
    database: overrides.database ?? openDatabase(options.databaseUrl, options.connections),
    load,
    log: overrides.log ?? createLog(options.logLevel),
    metrics: overrides.metrics ?? createMetrics(load),
    tokens: overrides.tokens ?? createTokenVerifier(options.publicKeys, createReplayGuard()),
    sunsets: overrides.sunsets ?? options.sunsets ?? { v1: null },
    console: overrides.console ?? options.console ?? null,
  };
}
