import { TRPCError } from '@trpc/server';
import type { ReasonCode } from './outcome.ts';

const statusOf = {
  contract_mismatch: 'PRECONDITION_FAILED',
  request_invalid: 'BAD_REQUEST',
  limit_exceeded: 'PAYLOAD_TOO_LARGE',
  token_invalid: 'UNAUTHORIZED',
  token_expired: 'UNAUTHORIZED',
  token_replayed: 'UNAUTHORIZED',
  scope_missing: 'FORBIDDEN',
  overloaded: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
} as const satisfies Partial<Record<ReasonCode, TRPCError['code']>>;

/** Codes that refuse a whole request. */
export type RequestCode = keyof typeof statusOf;

/** A request that the server refuses as a whole. The code decides the HTTP status; the message says what to do. */
export class RequestRefusedError extends TRPCError {
  readonly reason: RequestCode;

  constructor(reason: RequestCode, message: string, options: { cause?: unknown } = {}) {
    super({ code: statusOf[reason], message, cause: options.cause });
    this.name = 'RequestRefusedError';
    this.reason = reason;
  }
}

/** One place of a request that the contract refuses. Values are never repeated: they may be personal data. */
export interface Issue {
  path: (string | number)[];
  message: string;
}

/** What every error of the wire carries in `data`, besides tRPC's own fields. */
export interface ErrorData {
  reason: RequestCode;
  issues: Issue[];
}
