/** A stage's action cannot be done as things stand. The message says what to do; the same command goes on afterwards. */
export class StageError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StageError';
  }
}
