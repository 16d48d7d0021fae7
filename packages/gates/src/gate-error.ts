/** A gate cannot be set as asked. The message says what to do. */
export class GateError extends Error {
  readonly code: 'gate_unknown' | 'value_unknown' | 'reason_missing' | 'scope_wrong' | 'words_long';

  constructor(code: GateError['code'], message: string) {
    super(message);
    this.name = 'GateError';
    this.code = code;
  }
}
