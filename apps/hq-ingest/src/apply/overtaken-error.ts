/** Another batch changed what this one had read; the batch is read again from the start. */
export class OvertakenError extends Error {
  readonly code = 'overtaken';

  constructor() {
    super('Another batch was faster.');
    this.name = 'OvertakenError';
  }
}
