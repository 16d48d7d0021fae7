/** The reference Field cannot do what is asked; the message says what to do. usage: the caller's mistake. */
export class FieldAppError extends Error {
  readonly code: 'usage' | 'not_empty' | 'schema_missing' | 'unreachable' | 'failed';

  constructor(code: FieldAppError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'FieldAppError';
    this.code = code;
  }
}

export function toFieldAppError(error: unknown): FieldAppError {
  if (error instanceof FieldAppError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  if (/^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|CONNECT|3D000|28|57P0)/u.test(code)) {
    return new FieldAppError(
      'unreachable',
      `The Field database cannot be reached (${words}). Check FIELD_DATABASE_URL and that the server runs.`,
      { cause: error },
    );
  }
  return new FieldAppError('failed', words, { cause: error });
}
