import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TracingOptions } from './tracing.ts';

/**
 * Tells when spans are lost for the first time, and when they arrive again. An exporter is only given what has found room, so it counts what waits
 * itself, as the processor behind it does: stand before it, with as many spans as it holds.
 */
export class Losses implements SpanProcessor {
  readonly #most: number;
  readonly #onLost: NonNullable<TracingOptions['onLost']>;
  #waiting = 0;
  #withoutRoom = 0;
  #isLosing = false;

  constructor(most: number, onLost: NonNullable<TracingOptions['onLost']>) {
    this.#most = most;
    this.#onLost = onLost;
  }

  onStart(): void {}

  onEnd(): void {
    if (this.#waiting < this.#most) {
      this.#waiting += 1;
      return;
    }
    this.#withoutRoom += 1;
    this.#tell(`${this.#most.toLocaleString('en')} spans wait for the collector, and there is no room for more`);
  }

  /** The same exporter, watched. */
  watch(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans, done) => {
        this.#waiting -= spans.length;
        const before = this.#withoutRoom;
        exporter.export(spans, (result) => {
          // Those that found no room meanwhile are lost, though these have arrived.
          if (result.error !== undefined) this.#tell(result.error.message);
          else if (this.#withoutRoom === before) this.#tell(null);
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
    };
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  #tell(reason: string | null): void {
    const isLosing = reason !== null;
    if (isLosing !== this.#isLosing) this.#onLost(reason);
    this.#isLosing = isLosing;
  }
}
