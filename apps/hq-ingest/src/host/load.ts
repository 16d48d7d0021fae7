/** How much of the tolerance for records.applyBatch is in use. */
export interface Load {
  /** Batches that may be in flight. */
  readonly tolerance: number;
  /** Share in use: 0 idle, 1 at the limit, more is beyond it. */
  share(): number;
  /** Whether one more request is beyond the tolerance. */
  isFull(): boolean;
  enter(): void;
  leave(): void;
}

export function createLoad(tolerance: number): Load {
  let inFlight = 0;
  return {
    tolerance,
    share: () => Math.round((inFlight / tolerance) * 1000) / 1000,
    isFull: () => inFlight >= tolerance,
    enter: () => {
      inFlight += 1;
    },
    leave: () => {
      inFlight -= 1;
    },
  };
}
