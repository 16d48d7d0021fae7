/** The runner cannot do what is asked: its database, or the order of steps. The message says what to do. */
export class RunnerError extends Error {
  readonly code: 'unreachable' | 'disk_full' | 'busy' | 'account_unknown' | 'version_behind' | 'contract_mismatch' | 'killed' | 'failed';

  constructor(code: RunnerError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'RunnerError';
    this.code = code;
  }

  /** Whether it passes by itself, or by what an operator does meanwhile: the same is tried again. */
  get retryable(): boolean {
    return passing.has(this.code);
  }
}

const passing: ReadonlySet<string> = new Set<RunnerError['code']>(['unreachable', 'disk_full', 'busy']);

/** How the driver of the queue says that its connection is lost: without a code. */
const lostByQueue = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/u;

/** Transactions that were rolled back, resources that lacked, objects in use or locked, statements that were cancelled. */
const isBusy = (code: string) => /^(40|53|55|57)...$/u.test(code);

/** Turns what a call on the runner's database threw into ours; what such a failure means for another try is said by `retryable`. */
export function toRunnerError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  // A fatal error is the end of its connection, whatever its code.
  const isFatal = 'severity' in error && error.severity === 'FATAL';
  const down =
    isFatal ||
    lostByQueue.test(error.message) ||
    /^(ECONN|EPIPE|EHOST|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|CONNECT|08|3D000|28|53300|57P|58)/u.test(code);
  if (code === '25006')
    return new RunnerError(
      'unreachable',
      `The runner's database can only be read here (${error.message}). RUNNER_DATABASE_URL must name the primary, and neither its database nor its role may have default_transaction_read_only.`,
      { cause: error },
    );
  if (error.message.startsWith('unsupported startup parameter'))
    return new RunnerError(
      'unreachable',
      `A pooler stands before the runner's database and keeps the settings of our sessions from it (${error.message}). RUNNER_DATABASE_URL must name the database itself.`,
      { cause: error },
    );
  if (down)
    return new RunnerError(
      'unreachable',
      `The runner's database cannot be reached (${error.message}). Check RUNNER_DATABASE_URL and that the server runs.`,
      { cause: error },
    );
  if (code === '53100')
    return new RunnerError('disk_full', "The disk of the runner's database is full. Make room; nothing is lost, the run goes on.", {
      cause: error,
    });
  if (isBusy(code))
    return new RunnerError('busy', `The runner's database could not serve this now (${error.message}). The same again may go well.`, {
      cause: error,
    });
  return error;
}
