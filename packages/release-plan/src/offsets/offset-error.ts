/** A time of the plan that cannot be read, or that no clock shows; the message says what to write. */
export class OffsetError extends Error {
  override readonly name = 'OffsetError';
  readonly code = 'not_a_time';
}

/** The same of a time that is reckoned from an anchor which has none: its reason is the anchor's, and is told there. */
export class AnchorError extends OffsetError {
  constructor(cause: OffsetError) {
    super(cause.message, { cause });
  }
}
