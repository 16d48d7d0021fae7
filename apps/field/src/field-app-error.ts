/** The reference Field cannot do what is asked; the message says what to do. usage: the caller's mistake. */
export class FieldAppError extends Error {
  readonly code: 'usage' | 'not_empty' | 'schema_missing' | 'unreachable' | 'failed';

  constructor(code: FieldAppError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'FieldAppError';
    this.code = code;
  }
}
