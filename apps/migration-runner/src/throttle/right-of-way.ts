/** Live changes that are later than this make a backfill give way; at less than half of it, it takes its way back. In milliseconds. */
const lateMs = 300;
/** What a backfill keeps however late changes are: it must come to its end while they flow. */
const leastShare = 1 / 4;
/** Records of a backfill's batch that are not made fewer. */
const smallBatch = 250;
/** Milliseconds from step to step. */
export const rightOfWayMs = 250;

/**
 * Which part of the fibres a backfill may have, and how large its batches may be. Live changes go first, and the backfill takes what is left:
 * it halves while they are late, grows by an eighth while they come in less than half of that time, and stays as it is between the two; a quarter, and one fibre,
 * is always its own.
 */
export class RightOfWay {
  #share = 1;
  #lagMs: number | null = null;

  /** Takes what a pass of live changes took from capture to acknowledgement, in milliseconds each. */
  observe(lagsMs: readonly number[]): void {
    if (lagsMs.length === 0) return;
    // A few that were tried again say nothing of how fast the others go.
    const most = lagsMs.toSorted((a, b) => a - b)[Math.floor(lagsMs.length * 0.9)] as number;
    this.#lagMs = Math.max(this.#lagMs ?? 0, most);
  }

  /** One step; `isLiveQuiet`: no live change waits or is on its way. Without news the share stays. */
  step(isLiveQuiet: boolean): void {
    const lagMs = this.#lagMs ?? (isLiveQuiet ? 0 : null);
    this.#lagMs = null;
    if (lagMs === null) return;
    if (lagMs > lateMs) this.#share = Math.max(leastShare, this.#share / 2);
    else if (lagMs < lateMs / 2) this.#share = Math.min(1, this.#share + 1 / 8);
  }

  /** Fibres that a backfill may have of so many; one at least. */
  fibresOf(fibres: number): number {
    return Math.max(1, Math.round(fibres * this.#share));
  }

  /** Records that a backfill may send at once of so many: what a batch holds at HQ until it commits, a live change may have to wait for. */
  batchOf(records: number): number {
    return Math.max(Math.min(records, smallBatch), Math.round(records * this.#share));
  }
}
