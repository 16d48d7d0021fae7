/** Another batch changed what this one had read; the batch is read again from the start. */
export class OvertakenError extends Error {
  /** serialization_failure, as when the database finds it (`overtaken()`). */
  readonly code = '40001';

  constructor() {
    super('Another batch was faster.');
    this.name = 'OvertakenError';
  }
}
