export { inRequest } from './in-request.ts';
export { inSpan, inTrace, spanAtWork } from './spans.ts';
export { startTracing } from './start-tracing.ts';
export { parseTraceparent, traceparentAtWork } from './traceparent.ts';
export type { Tracing } from './tracing.ts';
