import { quantile } from './quantile.ts';

/** Times that were measured one after the other, in milliseconds, each with the moment when. */
export class Recent {
  readonly #values: { at: number; ms: number }[] = [];

  add(ms: number): void {
    this.#values.push({ at: performance.now(), ms });
  }

  /** What 95 of 100 of those since a moment (as of performance.now) stay below, in milliseconds; null without any. */
  p95Since(moment: number): number | null {
    const from = this.#values.findIndex(({ at }) => at >= moment);
    return from === -1
      ? null
      : quantile(
          this.#values.slice(from).map(({ ms }) => ms),
          0.95,
        );
  }
}
