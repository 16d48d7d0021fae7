import postgres from 'postgres';

export type Sql = postgres.Sql;
/** A pool or a transaction: whatever a statement can be sent to. */
export type Queryable = Pick<Sql, 'unsafe'>;

/** The pools of one HQ server. They differ in what the planner may do, and in how long a statement takes. */
export interface HqDatabase {
  /** For records.applyBatch: statements of up to 1,000 keys, always by index. */
  apply: Sql;
  /** For what is answered soon: readiness, hello, administration, console, delivery. */
  read: Sql;
  /** For verification: long scans, behind which nobody else waits for a connection. */
  verify: Sql;
  /** One connection of its own; whoever opens it ends it. */
  session(name: string): Sql;
  close(): Promise<void>;
}

const shared = {
  client_min_messages: 'warning',
  // What a database or a role may have been given for others does not suit our sessions.
  DateStyle: 'ISO',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  // Versions with all their digits.
  extra_float_digits: '1',
  default_transaction_isolation: 'read committed',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  jit: 'off',
};

/**
 * SQL: lifts the limit of time that PostgreSQL knows from 17 on, and that a session for an older one must not begin with. For a session or a
 * transaction that lasts: others are short, and HQ's callers send again what such a limit ends.
 */
export function withoutTransactionTimeout(of: 'session' | 'transaction'): string {
  return `select set_config(name, '0', ${of === 'transaction'}) from pg_settings where name = 'transaction_timeout'`;
}

/**
 * A server that sleeps in the middle of a transaction gives its locks back, and the others do not wait until it wakes. Whoever waits for a lock
 * that somebody else keeps is told to come again, well before a caller gives up.
 */
const givesWay = {
  idle_in_transaction_session_timeout: '10s',
  lock_timeout: '20s',
};

/**
 * Fresh tables have no statistics, and a plan made for an empty table would scan it when it holds millions. So the apply
 * pool plans each statement once, with nested loops over indexes only; `joiningByHash` is for the few that join keys to what was found for them.
 */
const byIndex = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  // A plan made while a table is empty would keep its rows aside and compare each key with all of them.
  enable_material: 'off',
  enable_bitmapscan: 'off',
};

/** Opens the pools; nothing connects before the first statement. */
export function openDatabase(url: string, connections: number): HqDatabase {
  const apply = pool(url, connections, { ...shared, ...givesWay, ...byIndex, application_name: 'hq-ingest apply' });
  const half = Math.max(2, Math.ceil(connections / 2));
  const read = pool(url, half, { ...shared, ...givesWay, application_name: 'hq-ingest read' });
  const verify = pool(url, half, { ...shared, application_name: 'hq-ingest verify' });
  return {
    apply,
    read,
    verify,
    session: (name) => openSession(url, name),
    close: async () => {
      await Promise.all([apply, read, verify].map((sql) => sql.end({ timeout: 2 })));
    },
  };
}

/** One connection of its own, for work that needs a session. */
export function openSession(url: string, name: string): Sql {
  return pool(url, 1, { ...shared, application_name: name });
}

function pool(url: string, max: number, connection: Record<string, string>): Sql {
  return postgres(url, {
    max,
    connect_timeout: 5,
    // A database that comes back is noticed at once: the default waits up to 20 seconds.
    backoff: () => 0.2,
    // Arrays travel as literals that we write ourselves (array-literal.ts), so no array types are looked up.
    fetch_types: false,
    onnotice: () => {},
    connection,
  });
}
