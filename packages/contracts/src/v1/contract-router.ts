import { initTRPC, type TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { ErrorData, Issue } from './error.ts';
import { isOverLimit } from './over-limit.ts';
import { RequestRefusedError } from './request-refused-error.ts';
import { mostIssues } from './limits.ts';

/** What the routers of both servers are made of: tRPC with the contract's form of errors. `server` speaks of itself in them. */
export function contractRouter<Context extends object>(server: 'HQ' | 'Field') {
  const t = initTRPC.context<Context>().create({
    errorFormatter({ shape, error }) {
      const cause = error.cause;
      const issues: Issue[] = cause instanceof z.ZodError && error.code !== 'INTERNAL_SERVER_ERROR' ? issuesOf(cause) : [];
      const reason = error instanceof RequestRefusedError ? error.reason : callersFaults.has(error.code) ? 'request_invalid' : 'internal';
      const data: ErrorData = { reason, issues };
      // An unexpected error's words may hold values of records; the server's log has them, the wire does not.
      const message =
        reason === 'internal'
          ? `${server} failed unexpectedly; see its log`
          : error.code === 'BAD_REQUEST' && reason === 'request_invalid'
            ? unfit(cause)
            : shape.message;
      return { ...shape, message, data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, ...data } };
    },
  });
  /** A request that only asks for too much at once is told so: sending less mends it, changing it does not. */
  const procedure = t.procedure.use(async ({ next }) => {
    const result = await next();
    if (!result.ok && result.error.code === 'BAD_REQUEST' && isOverLimit(result.error.cause))
      throw new RequestRefusedError('limit_exceeded', 'The request is over a limit that system.hello states; data.issues names the place', {
        cause: result.error.cause,
      });
    return result;
  });
  return { router: t.router, procedure };
}

/** Why a request does not fit. A parser's own words are not told: they repeat what they could not read. */
function unfit(cause: unknown): string {
  if (cause instanceof z.ZodError) return 'The request does not fit the contract; data.issues names the places';
  return cause instanceof SyntaxError ? 'The body is not JSON' : 'The request does not fit the contract';
}

/** What tRPC itself refuses because of the request: to send it again unchanged would never help. */
const callersFaults: ReadonlySet<TRPCError['code']> = new Set(['BAD_REQUEST', 'METHOD_NOT_SUPPORTED', 'UNSUPPORTED_MEDIA_TYPE']);

/** Characters of a message: one may list every word that a field takes, or every key that it does not know. */
const longestMessage = 500;

/** The places that do not fit, bounded: how many there are is up to the caller. */
function issuesOf({ issues }: z.ZodError): Issue[] {
  const named = issues.slice(0, mostIssues).map(toIssue);
  return issues.length > mostIssues ? [...named, { path: [], message: `only the first ${mostIssues} places are named` }] : named;
}

function toIssue({ path, message }: z.core.$ZodIssue): Issue {
  return {
    path: path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
    message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
  };
}
