import { randomBytes } from 'node:crypto';

/** The trace of a batch: its id without dashes, so that whoever knows the batch finds its trace in the logs of both sides. */
export function traceIdOf(batchId: string): string {
  return batchId.replaceAll('-', '').toLowerCase();
}

/** A W3C trace context for one request of a trace, with a span of its own. */
export function traceparentOf(traceId: string): string {
  return `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
}
