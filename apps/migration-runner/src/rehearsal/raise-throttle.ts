/** Settings of the throttle, in the order in which a rehearsal raises them. */
export const steps = [
  { workers: 1, fibres: 1 },
  { workers: 1, fibres: 2 },
  { workers: 2, fibres: 2 },
  { workers: 2, fibres: 4 },
  { workers: 4, fibres: 4 },
  { workers: 4, fibres: 8 },
] as const;

/** What HQ says of itself. */
export interface Pressure {
  /** Share of its tolerance in use. */
  load: number;
  /** Mean time of a batch, in milliseconds; null when there was none. */
  latencyMs: number | null;
}

/** Beyond either, the throttle is not raised: what people change waits behind the batches in flight. */
const hold = { load: 0.6, latencyMs: 500 } as const;
/** Beyond either, it goes one step back and is not raised as far again. */
const tolerance = { load: 0.8, latencyMs: 1000 } as const;

export type Decision = { step: number; reason: string };

/** The next step after a moment at `step`: up while HQ is in tolerance, down when it is not, null to stay. Pure. */
export function decide(step: number, pressure: Pressure): Decision | null {
  const { load, latencyMs } = pressure;
  const words = `load ${load.toFixed(2)}, batches of ${latencyMs === null ? '-' : Math.round(latencyMs)} ms`;
  if (load > tolerance.load || (latencyMs ?? 0) > tolerance.latencyMs) {
    return step === 0 ? null : { step: step - 1, reason: `HQ is beyond tolerance: ${words}` };
  }
  if (latencyMs === null || step === steps.length - 1 || load > hold.load || latencyMs > hold.latencyMs) return null;
  return { step: step + 1, reason: `HQ is in tolerance: ${words}` };
}
