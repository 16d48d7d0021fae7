import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import { Losses } from './losses.ts';
import { traceIdGiven } from './spans.ts';
import type { Tracing, TracingOptions } from './tracing.ts';

/** Patience for one export with its repetitions; spans that come meanwhile wait. */
const exportTimeoutMs = 5000;
const mostWaiting = 2048;

/** A trace has the id that it was given, so that whoever knows a batch finds its trace. */
class GivenIds extends RandomIdGenerator {
  override generateTraceId(): string {
    return traceIdGiven() ?? super.generateTraceId();
  }
}

export function recordSpans({ endpoint, serviceName, onLost = () => {} }: TracingOptions & { endpoint: string }): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/u, '')}/v1/traces`, timeoutMillis: exportTimeoutMs });
  const losses = new Losses(mostWaiting, onLost);
  const provider = new TracerProvider({
    // OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME have the last word.
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': serviceName }))
      .merge(detectResources({ detectors: [envDetector] })),
    idGenerator: new GivenIds(),
    spanProcessors: [
      losses,
      new BatchSpanProcessor({ exporter: losses.watch(exporter), maxQueueSize: mostWaiting, exportTimeoutMillis: 2 * exportTimeoutMs }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop(timeoutMs) {
      // What could not be sent was told by onLost.
      const sent = provider.shutdown().catch(() => {});
      const waited = new AbortController();
      await Promise.race([sent, sleep(timeoutMs, undefined, { signal: waited.signal }).catch(() => {})]);
      waited.abort();
      trace.disable();
      context.disable();
    },
  };
}
