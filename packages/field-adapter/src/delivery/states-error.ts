/** The states of the accounts cannot be asked. The message names what is away and says what to do: it is not Field. */
export class StatesError extends Error {
  readonly code = 'states_unknown';
  /** Whether it passes by itself, or by what an operator does meanwhile. */
  readonly retryable: boolean;

  constructor(message: string, options: { cause: unknown; retryable: boolean }) {
    super(message, options);
    this.name = 'StatesError';
    this.retryable = options.retryable;
  }
}
