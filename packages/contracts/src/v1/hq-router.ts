import { initTRPC, type TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { ErrorData, Issue } from './error.ts';
import type { HqContext } from './handlers.ts';
import { isOverLimit } from './over-limit.ts';
import { applyBatchInput, applyBatchOutput } from './procedures/apply-batch.ts';
import { helloInput, helloOutput } from './procedures/hello.ts';
import { countsOutput, digestsOutput, rowsInput, rowsOutput, verificationScope } from './procedures/verification.ts';
import { RequestRefusedError } from './request-refused-error.ts';

const t = initTRPC.context<HqContext>().create({
  errorFormatter({ shape, error }) {
    const cause = error.cause;
    const issues: Issue[] = cause instanceof z.ZodError && error.code !== 'INTERNAL_SERVER_ERROR' ? cause.issues.map(toIssue) : [];
    const reason = error instanceof RequestRefusedError ? error.reason : callersFaults.has(error.code) ? 'request_invalid' : 'internal';
    const data: ErrorData = { reason, issues };
    // An unexpected error's words may hold values of records; the server's log has them, the wire does not.
    const message =
      reason === 'internal'
        ? 'HQ failed unexpectedly; see its log'
        : error.code === 'BAD_REQUEST' && reason === 'request_invalid'
          ? 'The request does not fit the contract; data.issues names the places'
          : shape.message;
    return { ...shape, message, data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, ...data } };
  },
});

/** What tRPC itself refuses because of the request: to send it again unchanged would never help. */
const callersFaults: ReadonlySet<TRPCError['code']> = new Set(['BAD_REQUEST', 'METHOD_NOT_SUPPORTED', 'UNSUPPORTED_MEDIA_TYPE']);

function toIssue(issue: z.core.$ZodIssue): Issue {
  return { path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)), message: issue.message };
}

/** A request that only asks for too much at once is told so: sending less mends it, changing it does not. */
const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.code === 'BAD_REQUEST' && isOverLimit(result.error.cause))
    throw new RequestRefusedError('limit_exceeded', 'The request is over a limit that system.hello states; data.issues names the place', {
      cause: result.error.cause,
    });
  return result;
});

/** HQ's whole API, without logic: each procedure is its schemas and one call to the context's handlers. */
export const hqRouter = t.router({
  system: t.router({
    hello: procedure
      .input(helloInput)
      .output(helloOutput)
      .query(({ ctx }) => ctx.handlers.system.hello()),
  }),
  records: t.router({
    applyBatch: procedure
      .input(applyBatchInput)
      .output(applyBatchOutput)
      .mutation(({ ctx, input }) => ctx.handlers.records.applyBatch(input)),
  }),
  verification: t.router({
    counts: procedure
      .input(verificationScope)
      .output(countsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.counts(input)),
    digests: procedure
      .input(verificationScope)
      .output(digestsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.digests(input)),
    rows: procedure
      .input(rowsInput)
      .output(rowsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.rows(input)),
  }),
});

export type HqRouter = typeof hqRouter;
