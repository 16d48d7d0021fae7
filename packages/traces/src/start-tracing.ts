export interface TracingOptions {
  /** Base URL of an OTLP collector, which takes JSON over HTTP at /v1/traces below it; null: nothing is recorded, loaded or sent. */
  endpoint: string | null;
  serviceName: string;
  /** Told when spans are lost for the first time, with the reason, and when they arrive again, with null. */
  onLost?: (reason: string | null) => void;
}

/** What records the spans of this process. */
export interface Tracing {
  /** Sends what is left, within the time, and ends. Never throws. */
  stop(timeoutMs: number): Promise<void>;
}

/** Records spans from now on, one process at a time. A collector that is down or slow costs spans, never time of the work. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint } = options;
  if (endpoint === null) return { stop: () => Promise.resolve() };
  // A run without an endpoint pays nothing for the SDK.
  const { recordSpans } = await import('./record-spans.ts');
  return recordSpans({ ...options, endpoint });
}
