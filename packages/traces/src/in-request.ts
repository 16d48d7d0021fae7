import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { inSpan } from './spans.ts';
import { callerOf } from './traceparent.ts';

export interface ServedRequest {
  method: string;
  /** The header of that name. */
  traceparent: string | undefined;
  attributes?: Attributes;
}

/** Serves an HTTP request in a span below its caller's. `serve` resolves to the status of the answer. */
export function inRequest(name: string, { method, traceparent, attributes }: ServedRequest, serve: () => Promise<number>): Promise<void> {
  return inSpan(
    name,
    { kind: SpanKind.SERVER, attributes: { 'http.request.method': method, ...attributes } },
    async (span) => {
      const status = await serve();
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    },
    callerOf(traceparent),
  );
}
