import { type Context, context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';

/** A W3C trace context of version 00. */
const form = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The span that a `traceparent` names; null when it names none. */
export function parseTraceparent(text: string | undefined): SpanContext | null {
  if (text === undefined || !form.test(text)) return null;
  const [, traceId = '', spanId = '', flags = ''] = text.split('-');
  const named = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  // Of zeros alone is none.
  return isSpanContextValid(named) ? named : null;
}

/** The context in which a request is served: below the span of its caller. */
export function callerOf(traceparent: string | undefined): Context {
  const caller = parseTraceparent(traceparent);
  return caller === null ? context.active() : trace.setSpanContext(context.active(), caller);
}

/** The `traceparent` for what is asked of others from the span at work; undefined when there is none. */
export function traceparentAtWork(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}
