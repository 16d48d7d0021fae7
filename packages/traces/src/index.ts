export { inSpan, inTrace, spanAtWork } from './spans.ts';
export { startTracing } from './start-tracing.ts';
export { callerOf, parseTraceparent } from './traceparent.ts';
export type { Tracing } from './tracing.ts';
