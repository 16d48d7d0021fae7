/** What is wrong with the Field database, each with a different remedy. */
export type FieldErrorCode =
  | 'unreachable'
  | 'schema_missing'
  | 'capture_missing'
  | 'capture_outdated'
  | 'administered_by_hq'
  | 'administered_by_field'
  | 'restored'
  | 'not_permitted'
  | 'disk_full'
  | 'busy'
  | 'failed';

/** The Field database cannot do what is asked. The message says what to do; no row's values stand in it. */
export class FieldError extends Error {
  readonly code: FieldErrorCode;

  constructor(code: FieldErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'FieldError';
    this.code = code;
  }
}

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
  // too many connections, no such database, read-only because a standby answers until the failover is done
  '53300',
  '3D000',
  '25006',
]);
// connection exceptions, wrong user or password, shutdown and idle time-outs, system errors (I/O)
const away = (code: string) => awayCodes.has(code) || /^(08...|28...|57P..|25P03|58...)$/u.test(code);

/** A lock that was not given in time, a deadlock, a serialization failure, a statement that was cancelled, memory that lacked. */
const busy = new Set(['55P03', '40P01', '40001', '57014', '53200']);

/** Settings, locks, temporary tables and prepared statements are of a session; a pooler that shares sessions would give them to others. */
export function behindPooler(words: string): string {
  return `A pooler stands before the Field database and keeps the settings of our sessions from it (${words}). FIELD_DATABASE_URL must name the database itself.`;
}

/** Does work in the Field database; what it throws is a FieldError. */
export async function inField<Result>(work: () => PromiseLike<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toFieldError(error);
  }
}

/** Turns what a database call threw into ours. */
export function toFieldError(error: unknown): FieldError {
  if (error instanceof FieldError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  // A fatal error is the end of its connection, whatever its code says: a database that takes nobody has one that means much else.
  const isFatal = typeof error === 'object' && error !== null && 'severity' in error && error.severity === 'FATAL';
  if (code === '25006')
    return new FieldError(
      'unreachable',
      `The Field database can only be read here (${words}). FIELD_DATABASE_URL must name the primary, and neither its database nor its role may have default_transaction_read_only.`,
      { cause: error },
    );
  if (words.startsWith('unsupported startup parameter')) return new FieldError('unreachable', behindPooler(words), { cause: error });
  if (isFatal || away(code))
    return new FieldError(
      'unreachable',
      `The Field database cannot be reached (${words}). Check FIELD_DATABASE_URL and that the server runs.`,
      { cause: error },
    );
  if (code === '42P01' || code === '3F000') {
    return words.includes('outbound')
      ? new FieldError('capture_missing', 'Capture is not installed in the Field database. Run: pnpm migrate install', { cause: error })
      : new FieldError(
          'schema_missing',
          `The Field database lacks a table of the legacy schema (${words}). Check that FIELD_DATABASE_URL names Field's database.`,
          { cause: error },
        );
  }
  if (code === '42703')
    return new FieldError(
      'schema_missing',
      `The Field database lacks a column that this program reads (${words}). Field's schema has changed: give the column its name back, or take a release that knows the change.`,
      { cause: error },
    );
  if (code === '42883' && words.includes('outbound.'))
    return new FieldError(
      'capture_outdated',
      'Capture in the Field database is older than this program. Run: pnpm migrate install, or pnpm migrate uninstall --retire once more where it has retired.',
      { cause: error },
    );
  if (code === '42501')
    return new FieldError(
      'not_permitted',
      `The database role may not do this (${words}). Installing and uninstalling capture is for the owner of Field's tables; what another role needs is printed by pnpm migrate preflight --roles.`,
      { cause: error },
    );
  if (code === '53100')
    return new FieldError('disk_full', 'The disk of the Field database is full. Make room; nothing is lost, the run goes on.', {
      cause: error,
    });
  if (busy.has(code))
    return new FieldError(
      'busy',
      `The Field database could not serve this now (${words}). Whoever sends tries again by itself; a command is given once more.`,
      { cause: error },
    );
  return new FieldError('failed', `The Field database refused a statement (${code} ${words}).`, { cause: error });
}
