/** A calendar that cannot be read. The message says what to do and names the line; `line` counts from 1. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly code = 'calendar_unreadable';
  readonly line: number;

  constructor(line: number, message: string, options?: ErrorOptions) {
    super(`Line ${line}: ${message}`, options);
    this.line = line;
  }
}
