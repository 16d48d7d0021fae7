import {
  type Context,
  context,
  createContextKey,
  type Span,
  type SpanContext,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

// Without startTracing all of this is the API's own nothing: the work is done, and no span is recorded.

const givenTraceId = createContextKey('hq-field: id of the trace that begins');
const tracer = () => trace.getTracer('hq-field');

/** Does work as a trace of its own, under an id of 32 hexadecimal digits. */
export function inTrace<T>(traceId: string, name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const span = context.with(context.active().setValue(givenTraceId, traceId), () => tracer().startSpan(name, { ...options, root: true }));
  return workIn(span, context.active(), work);
}

/** Does work in a span below the one at work, or below another parent. */
export function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
  parent: Context = context.active(),
): Promise<T> {
  return workIn(tracer().startSpan(name, options, parent), parent, work);
}

/** The span that work is done in; undefined when there is none. */
export function spanAtWork(): SpanContext | undefined {
  return trace.getActiveSpan()?.spanContext();
}

/** The id for the trace that begins in this moment, for the generator of ids. */
export function traceIdGiven(): string | undefined {
  return context.active().getValue(givenTraceId) as string | undefined;
}

/** An error is told by its code alone: its words may quote values of records. */
async function workIn<T>(span: Span, parent: Context, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', codeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : typeof error;
}
