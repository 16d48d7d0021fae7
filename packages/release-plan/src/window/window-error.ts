/** Windows cannot be looked for as asked. The message says what to do. */
export class WindowError extends Error {
  override readonly name = 'WindowError';
  readonly code = 'window_wrong';
}
