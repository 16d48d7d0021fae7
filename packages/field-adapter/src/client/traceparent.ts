import { randomBytes } from 'node:crypto';
import { spanAtWork, traceparentAtWork } from '@hq-field/traces';

/** The trace of a batch: its id without dashes, so that whoever knows the batch finds its trace in the logs of both sides. */
export function traceIdOf(batchId: string): string {
  return batchId.replaceAll('-', '').toLowerCase();
}

/** A W3C trace context for one request of a trace: the span at work when it is of that trace, else a span that nobody records. */
export function traceparentOf(traceId: string): string {
  const atWork = spanAtWork()?.traceId === traceId ? traceparentAtWork() : undefined;
  return atWork ?? `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
}
