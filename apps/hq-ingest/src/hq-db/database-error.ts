/** What can be done about an error of the database. */
export type DatabaseFault =
  /** Another transaction was in the way, whatever was to be written: the same again goes well some time. */
  | 'overtaken'
  /** A value is taken or a row is missing, perhaps by another transaction just now: the same again may go well, and is refused otherwise. */
  | 'conflict'
  /** The database is away, full or shutting down, or somebody keeps a lock of it for long. */
  | 'unavailable'
  /** The database refuses what was to be written. */
  | 'refused'
  /** Not the database's word, or a mistake of this program. */
  | 'unknown';

// transaction rollback: serialization_failure, deadlock_detected
const overtakenClass = '40';
// foreign_key_violation, unique_violation
const conflicts = new Set(['23503', '23505']);
// connection exceptions, insufficient resources (disk full), operator intervention, system errors (I/O)
const awayClasses = new Set(['08', '53', '57', '58']);
const awayCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  // read_only_sql_transaction: a standby answers until the failover is done
  '25006',
  // lock_not_available: it was waited for long enough
  '55P03',
]);
// syntax error or access rule violation, invalid SQL statement name, invalid transaction state: our own mistakes
const ownClasses = new Set(['42', '26', '25']);

/** The code of an error, of the database or of the connection to it. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the database lacks a table or schema of HQ: this program applies its migrations when it starts, so they have gone since. */
export function lacksMigrations(error: unknown): boolean {
  // undefined_table, invalid_schema_name
  return ['42P01', '3F000'].includes(errorCode(error) ?? '');
}

/** Whether the same work may go well when everything is read afresh. */
export function mayPass(error: unknown): boolean {
  return ['overtaken', 'conflict'].includes(databaseFault(error));
}

/** Judges an error by its code; messages are never matched. */
export function databaseFault(error: unknown): DatabaseFault {
  const code = errorCode(error);
  if (code === undefined) return 'unknown';
  if (conflicts.has(code)) return 'conflict';
  // A fatal error is the end of its connection, whatever its code.
  if (awayCodes.has(code) || (typeof error === 'object' && error !== null && 'severity' in error && error.severity === 'FATAL'))
    return 'unavailable';
  if (!/^[0-9A-Z]{5}$/.test(code)) return 'unknown';
  const group = code.slice(0, 2);
  if (group === overtakenClass) return 'overtaken';
  if (awayClasses.has(group)) return 'unavailable';
  return ownClasses.has(group) ? 'unknown' : 'refused';
}

/** The database's words about a refusal, without values of records: its detail and context may hold personal data. */
export function refusalWords(error: unknown): string {
  if (!(error instanceof Error)) return 'The database refused the record';
  const parts = error as Error & { code?: string; constraint_name?: string; column_name?: string; table_name?: string };
  // Messages of these classes repeat the value ("invalid input syntax for type date: ...").
  const message = parts.code?.startsWith('22') ? 'a value does not fit its column' : error.message;
  const where = [parts.table_name, parts.column_name, parts.constraint_name].filter((name) => name !== undefined).join(' ');
  return `The HQ database refused it (${parts.code ?? 'no code'}): ${message}${where === '' ? '' : ` [${where}]`}`.slice(0, 1000);
}
