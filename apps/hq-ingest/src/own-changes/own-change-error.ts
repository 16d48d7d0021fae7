/** HQ cannot create what one of its own people asks for. The message says what to do. */
export class OwnChangeError extends Error {
  readonly code: 'input_invalid' | 'name_taken' | 'uid_conflict' | 'account_unknown' | 'created_before';

  constructor(code: OwnChangeError['code'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'OwnChangeError';
    this.code = code;
  }
}
