import { HqError } from '../client/hq-error.ts';
import { type FieldErrorCode, toFieldError } from '../field-db/field-error.ts';

/** Faults of Field that pass by themselves, or by what an operator does meanwhile: the same records are sent again. */
const passing: ReadonlySet<string> = new Set<FieldErrorCode>(['unreachable', 'disk_full', 'busy']);

/** HQ or Field cannot take the records now, or at all. */
export class DeliveryError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(cause: unknown) {
    const error = cause instanceof HqError ? cause : toFieldError(cause);
    super(error.message, { cause });
    this.name = 'DeliveryError';
    this.code = error.code;
    this.retryable = error instanceof HqError ? error.retryable : passing.has(error.code);
    this.retryAfterMs = error instanceof HqError ? error.retryAfterMs : null;
  }
}
