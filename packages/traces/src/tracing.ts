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
