export type Path = readonly (string | number)[];

/** One thing that is done to a valid input. */
export type Change = { kind: 'set'; value: unknown } | { kind: 'take off' };

/** An input that differs from a valid one in one place, and whether HQ must take it. */
export interface InputCase {
  title: string;
  path: Path;
  /** Each is a call of its own; most cases have one. */
  changes: readonly Change[];
  isTaken: boolean;
}

/** A copy of an input with one change. */
export function changed(input: unknown, [step, ...rest]: Path, change: Change): unknown {
  if (step === undefined) return change.kind === 'set' ? change.value : undefined;
  const copy = (Array.isArray(input) ? [...(input as unknown[])] : { ...(input as object) }) as Record<string | number, unknown>;
  if (rest.length === 0 && change.kind === 'take off') delete copy[step];
  else copy[step] = changed(copy[step], rest, change);
  return copy;
}
