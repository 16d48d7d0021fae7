/** A time of the plan that cannot be read, or that no clock shows; the message says what to write. */
export class OffsetError extends Error {
  override readonly name = 'OffsetError';
  readonly code = 'not_a_time';
}
