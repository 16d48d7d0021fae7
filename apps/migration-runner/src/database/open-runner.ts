import { readdir, readFile } from 'node:fs/promises';
import { createGateTables } from '@hq-field/gates';
import postgres from 'postgres';
import { toRunnerError } from '../runner-error.ts';
import { refuseOthers } from './refuse-others.ts';

export type RunnerDatabase = postgres.Sql;

const migrationsLock = 7_340_022;

/** Whatever the database or the role was given for others. Texts, because the driver leaves a number 0 out. */
export const sessionSettings: Record<string, string> = {
  DateStyle: 'ISO',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  // Numbers with all their digits.
  extra_float_digits: '1',
  default_transaction_isolation: 'read committed',
  statement_timeout: '0',
  lock_timeout: '0',
  // Whoever falls asleep in a transaction keeps others from the throttle and its kill switch no longer.
  idle_in_transaction_session_timeout: '10s',
  idle_session_timeout: '0',
};

/** Opens the runner's database and brings its schema up to date; several hosts may do so at once. Throws UsageError for a database of Field or HQ. */
export async function openRunner(url: string, options: { max?: number } = {}): Promise<RunnerDatabase> {
  const runner = postgres(url, {
    max: options.max ?? 9,
    onnotice: () => {},
    connect_timeout: 10,
    // A database that comes back is noticed at once: the default waits up to 20 seconds.
    backoff: () => 0.2,
    max_lifetime: null,
    connection: { application_name: 'hq-field-runner', ...sessionSettings },
  });
  try {
    await migrate(runner);
    return runner;
  } catch (error) {
    await runner.end({ timeout: 1 });
    throw toRunnerError(error);
  }
}

/** Applies what is missing of the numbered migrations, each once, forward only. */
async function migrate(runner: RunnerDatabase): Promise<void> {
  const folder = new URL('./migrations/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  await runner.begin(async (sql) => {
    // Known from PostgreSQL 17 on, so that no session for an older one may begin with it. Only this transaction lasts.
    await sql`select set_config(name, '0', true) from pg_settings where name = 'transaction_timeout'`;
    await sql`select pg_advisory_xact_lock(${migrationsLock})`;
    await refuseOthers(sql);
    await sql`create schema if not exists migration`;
    await sql`create table if not exists migration.applied (name text primary key, at timestamptz not null default now())`;
    await createGateTables(sql);
    const applied = new Set((await sql<{ name: string }[]>`select name from migration.applied`).map((row) => row.name));
    for (const name of files) {
      if (applied.has(name)) continue;
      await sql.unsafe(await readFile(new URL(name, folder), 'utf8'));
      await sql`insert into migration.applied (name) values (${name})`;
    }
  });
}
