import pino, { type DestinationStream, type Logger } from 'pino';
import { errorCode } from '../hq-db/database-error.ts';

export type { Logger };

/** The server's log: JSON lines on standard error. Bodies, tokens and the values in database errors never reach it. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      redact: { paths: ['authorization', '*.authorization', 'headers.authorization', 'body', '*.body'], remove: true },
      serializers: { err: describeError },
    },
    destination,
  );
}

/** An error without what may repeat values of records: detail, where, query and parameters of PostgreSQL stay out. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = errorCode(error);
  // Words of class 22 quote the value; the stack begins with the words.
  const message = code?.startsWith('22') ? 'a value does not fit its column' : error.message;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    name: error.name,
    code,
    message,
    stack: frames.join('\n'),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}
