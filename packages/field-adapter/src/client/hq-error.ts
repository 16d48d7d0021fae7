import { contractVersion, type ErrorData, type Issue, type ReasonCode, reasonCodes } from '@hq-field/contracts';
import { TRPCClientError } from '@trpc/client';

/** HQ did not do what was asked. `retryable` says whether the same request may succeed later. */
export class HqError extends Error {
  readonly code: ReasonCode | 'unreachable' | 'answer_invalid';
  readonly retryable: boolean;
  /** How long HQ asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** Places of the request that the contract refuses. */
  readonly issues: readonly Issue[];

  constructor(
    code: HqError['code'],
    message: string,
    options: { retryAfterMs?: number | null; issues?: readonly Issue[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'HqError';
    this.code = code;
    this.retryable = code === 'unreachable' || code === 'answer_invalid' || reasonCodes[code].fate === 'retryable';
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.issues = options.issues ?? [];
  }
}

/** What came back, when anything did. */
export interface HqAnswer {
  status: number;
  retryAfterMs: number | null;
}

/** Turns what a call threw into ours. Nobody matches messages: HQ's reason stands in the error's data. */
export function toHqError(error: unknown, url: string, answer: HqAnswer | null): HqError {
  if (error instanceof HqError) return error;
  // tRPC wraps what was thrown before anything was sent.
  if (error instanceof TRPCClientError && error.cause instanceof HqError) return error.cause;
  const retryAfterMs = answer?.retryAfterMs ?? null;
  if (error instanceof TRPCClientError) {
    const data = error.data as (Partial<ErrorData> & { httpStatus?: number }) | null | undefined;
    if (data?.reason !== undefined && Object.hasOwn(reasonCodes, data.reason)) {
      return new HqError(data.reason, error.message, { retryAfterMs, issues: data.issues ?? [], cause: error });
    }
    if (answer !== null && typeof data?.reason === 'string') {
      return new HqError(
        'answer_invalid',
        `HQ at ${url} answered ${answer.status} for the reason ${data.reason}, which contract ${contractVersion} does not know: ${error.message}. Is this program older than HQ?`,
        { retryAfterMs, cause: error },
      );
    }
    // A whole answer that is no JSON, or JSON of somebody else; an answer that broke off is an unreachable HQ.
    const isForeign = error.cause instanceof SyntaxError || error.meta?.['response'] !== undefined;
    if (answer !== null && isForeign) {
      return new HqError(
        'answer_invalid',
        `HQ at ${url} answered ${answer.status} with something that is no answer of the contract. Is HQ_URL right, and is it HQ that answers there?`,
        { retryAfterMs, cause: error },
      );
    }
  }
  const said = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
  // What TLS says of a server that has none ends with a line of its own.
  const words = said.trim();
  return new HqError('unreachable', `HQ cannot be reached at ${url} (${words}). Check HQ_URL and that HQ runs.`, {
    retryAfterMs,
    cause: error,
  });
}
