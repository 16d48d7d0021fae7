import type { ErrorData } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { databaseFault, errorCode, lacksMigrations } from '../hq-db/database-error.ts';

/** Seconds after which a refused caller may come back. */
const retryAfterSeconds = 1;

/** Turns whatever went wrong into an error of the wire. The one place that does; unknown errors stay unknown. */
export function asRefusal(error: unknown): RequestRefusedError {
  if (error instanceof RequestRefusedError) return error;
  const fault = databaseFault(error);
  if (fault === 'overtaken')
    return new RequestRefusedError('unavailable', 'Others write the same rows of HQ all the time; nothing was lost, send again', {
      cause: error,
    });
  if (fault === 'unavailable') {
    const words = error instanceof Error ? error.message : String(error);
    return new RequestRefusedError(
      'unavailable',
      `The HQ database does not take requests (${errorCode(error) ?? 'no code'}: ${words}); nothing was lost, send again`,
      { cause: error },
    );
  }
  if (lacksMigrations(error))
    return new RequestRefusedError(
      'unavailable',
      'The HQ database lacks tables: migrations are missing; start `pnpm hq serve`, which applies them',
      {
        cause: error,
      },
    );
  return new RequestRefusedError('internal', 'HQ failed unexpectedly; see its log', { cause: error });
}

/** The answer to a request that was refused outside of tRPC, in tRPC's form. */
export function refusalResponse(error: RequestRefusedError, path: string | null): Response {
  const httpStatus = getHTTPStatusCodeFromError(error);
  const data: ErrorData = { reason: error.reason, issues: [] };
  const body = {
    error: { message: error.message, code: TRPC_ERROR_CODES_BY_KEY[error.code], data: { code: error.code, httpStatus, path, ...data } },
  };
  return Response.json(body, { status: httpStatus, headers: retryHeaders(error.reason) });
}

export function retryHeaders(reason: string): Record<string, string> {
  return reason === 'overloaded' || reason === 'unavailable' ? { 'retry-after': String(retryAfterSeconds) } : {};
}
