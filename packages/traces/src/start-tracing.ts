import type { Tracing, TracingOptions } from './tracing.ts';

/** Records spans from now on, one process at a time. A collector that is down or slow costs spans, never time of the work. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint } = options;
  if (endpoint === null) return { stop: () => Promise.resolve() };
  // A run without an endpoint pays nothing for the SDK.
  const { recordSpans } = await import('./record-spans.ts');
  return recordSpans({ ...options, endpoint });
}
