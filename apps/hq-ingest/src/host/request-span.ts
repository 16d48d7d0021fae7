import { callerOf, inSpan } from '@hq-field/traces';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Context } from 'hono';

/** Serves a request of the contract in a span below its caller's; what operators and their machines look at has none. */
export async function inRequestSpan(c: Context, procedure: string, next: () => Promise<void>): Promise<void> {
  if (!/^\/(?:trpc|extracts)\//u.test(c.req.path)) return next();
  const attributes = { 'http.request.method': c.req.method, 'rpc.method': procedure };
  return inSpan(
    procedure,
    { kind: SpanKind.SERVER, attributes },
    async (span) => {
      await next();
      span.setAttribute('http.response.status_code', c.res.status);
      if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    },
    callerOf(c.req.header('traceparent')),
  );
}
