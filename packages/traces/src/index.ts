export { inSpan, inTrace, spanAtWork } from './spans.ts';
export { startTracing, type Tracing } from './start-tracing.ts';
export { callerOf, parseTraceparent, traceparentForm } from './traceparent.ts';
