import type { TRPCError } from '@trpc/server';
import type { ReasonCode } from './outcome.ts';

/** Which status each of these codes is answered with. */
export const statusOf = {
  contract_mismatch: 'PRECONDITION_FAILED',
  request_invalid: 'BAD_REQUEST',
  limit_exceeded: 'PAYLOAD_TOO_LARGE',
  key_reused: 'UNPROCESSABLE_CONTENT',
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

/** One place of a request that the contract refuses. Values are never repeated: they may be personal data. */
export interface Issue {
  path: (string | number)[];
  message: string;
}

/** What every error of the wire carries in `data`, besides tRPC's own fields. */
export interface ErrorData {
  reason: RequestCode;
  /** Places that do not fit, `mostIssues` at most; then one more says that there are more. */
  issues: Issue[];
}
