import { inRequest } from '@hq-field/traces';
import type { Context } from 'hono';

/** Serves a request of the contract in a span below its caller's; what operators and their machines look at has none. */
export async function inRequestSpan(c: Context, procedure: string, next: () => Promise<void>): Promise<void> {
  if (!/^\/(?:trpc|extracts)\//u.test(c.req.path)) return next();
  const request = { method: c.req.method, traceparent: c.req.header('traceparent'), attributes: { 'rpc.method': procedure } };
  return inRequest(procedure, request, async () => {
    await next();
    return c.res.status;
  });
}
