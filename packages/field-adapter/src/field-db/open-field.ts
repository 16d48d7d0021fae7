import postgres from 'postgres';
import { laterColumns } from '../outbox/later-columns.ts';
import { behindPooler, FieldError, inField, toFieldError } from './field-error.ts';

export type FieldDatabase = postgres.Sql;
/** A connection or a transaction of the Field database. */
export type FieldSession = postgres.Sql | postgres.TransactionSql | postgres.ReservedSql;

/**
 * Opens the Field database. Dates and timestamps are read as the text that PostgreSQL writes, in UTC; nothing is connected yet.
 * Hash and merge joins are left to the planner; statement names are prepared once a connection.
 */
export function openField(url: string, options: { max?: number; applicationName?: string } = {}): FieldDatabase {
  return postgres(url, {
    max: options.max ?? 10,
    onnotice: () => {},
    connect_timeout: 10,
    // A database that comes back is noticed at once: the default waits up to 20 seconds.
    backoff: () => 0.2,
    max_lifetime: null,
    connection: {
      application_name: options.applicationName ?? 'hq-field-migration',
      ...ofTheDatabase,
      lock_timeout: patienceMs,
      // A process that sleeps in the middle of a transaction gives its locks back: customers and other hosts do not wait until it wakes.
      idle_in_transaction_session_timeout: 10_000,
      jit: 'off',
    },
  });
}

/** A customer's lock is never queued behind ours for longer, nor ours behind theirs. */
const patienceMs = 10_000;

/** What a database or a role may have been given for Field's own sessions does not suit ours. Texts, because the driver leaves a number 0 out. */
const ofTheDatabase: Record<string, string> = {
  DateStyle: 'ISO, YMD',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  // Numbers with all their digits.
  extra_float_digits: '1',
  // A row that a policy hides is an error, not a row that does not move.
  row_security: 'off',
  default_transaction_isolation: 'read committed',
  statement_timeout: '0',
  idle_session_timeout: '0',
};

/** SQL: lifts the limits of time of the transaction that has begun, for one that lasts. One of them is known from PostgreSQL 17 on. */
export const withoutTimeLimits = `
  select set_config(name, '0', true) from pg_settings where name in ('idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** Field's tables that the migration reads. */
export const legacyTables = [
  'accounts',
  'users',
  'companies',
  'addresses',
  'account_users',
  'projects',
  'project_companies',
  'contacts',
  'free_trials',
];

/** Throws FieldError when sessions do not have what `openField` has set: behind a pooler nothing would keep customers from waiting for us. */
export async function checkSessions(field: FieldDatabase): Promise<void> {
  const [session] = await inField(() => field<{ patience: string }[]>`select current_setting('lock_timeout') as patience`);
  if (session?.patience !== `${patienceMs / 1000}s`) throw new FieldError('failed', behindPooler(`lock_timeout is ${session?.patience}`));
}

/** Throws FieldError when the database cannot be reached, is no Field database, or lacks capture where it is needed. */
export async function checkField(field: FieldDatabase, needs: { capture: boolean }): Promise<void> {
  try {
    const missing = await field<{ name: string }[]>`
      select name from unnest(${legacyTables}::text[]) as name where to_regclass(quote_ident(name)) is null`;
    if (missing.length > 0) {
      const names = missing.map((row) => row.name).join(', ');
      throw new FieldError(
        'schema_missing',
        `The Field database lacks the tables ${names}. Check that FIELD_DATABASE_URL names Field's database (pnpm field seed makes a reference one).`,
      );
    }
    if (!needs.capture) return;
    const [row] = await field<{ installed: boolean }[]>`select to_regclass('outbound.installed') is not null as installed`;
    if (!row?.installed)
      throw new FieldError('capture_missing', 'Capture is not installed in the Field database. Run: pnpm migrate install');
    const lacking = await field<{ name: string }[]>`
      select c.name from unnest(${laterColumns}::text[]) as c (name)
      where not exists (
        select from pg_attribute a where a.attrelid = to_regclass('outbound.' || split_part(c.name, '.', 1)) and a.attname = split_part(c.name, '.', 2) and not a.attisdropped
      )`;
    if (lacking.length > 0)
      throw new FieldError(
        'capture_outdated',
        'Capture was installed in the Field database by an older release. Run: pnpm migrate install. Nothing that waits is lost by it, and Field may be used meanwhile.',
      );
  } catch (error) {
    throw toFieldError(error);
  }
}
