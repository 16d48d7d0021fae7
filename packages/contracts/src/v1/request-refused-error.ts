import { TRPCError } from '@trpc/server';
import { type RequestCode, statusOf } from './error.ts';

/** A request that the server refuses as a whole. The code decides the HTTP status; the message says what to do. */
export class RequestRefusedError extends TRPCError {
  readonly reason: RequestCode;

  constructor(reason: RequestCode, message: string, options: { cause?: unknown } = {}) {
    super({ code: statusOf[reason], message, cause: options.cause });
    this.name = 'RequestRefusedError';
    this.reason = reason;
  }
}
