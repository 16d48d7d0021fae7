/** Something that must hold did not. */
class DrillError extends Error {
  readonly code = 'does_not_hold';

  constructor(message: string) {
    super(message);
    this.name = 'DrillError';
  }
}

/** Throws a DrillError unless the condition holds. */
export function mustHold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new DrillError(what);
}
