import type { ReasonCode } from '@hq-field/contracts';
import { HqError } from '../client/hq-error.ts';
import { type FieldErrorCode, toFieldError } from '../field-db/field-error.ts';
import { StatesError } from './states-error.ts';

/** Faults of Field that pass by themselves, or by what an operator does meanwhile: the same records are sent again. */
const passing: ReadonlySet<string> = new Set<FieldErrorCode>(['unreachable', 'disk_full', 'busy', 'restored']);

/** Faults that everything meets that is sent: HQ refuses this program as it is, or Field lacks what every reading needs. No record is at fault. */
const ofSystem: ReadonlySet<string> = new Set<ReasonCode | FieldErrorCode>([
  'contract_mismatch',
  'token_invalid',
  'scope_missing',
  'schema_missing',
  'capture_missing',
  'capture_outdated',
  'not_permitted',
]);

/** HQ, Field or the keeper of the accounts' states cannot do its part now, or at all. */
export class DeliveryError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** Whether whatever is sent meets it, so that it says nothing of what was sent just now. No retry mends it. */
  readonly isOfSystem: boolean;
  readonly retryAfterMs: number | null;

  constructor(cause: unknown) {
    const error = cause instanceof HqError || cause instanceof StatesError ? cause : toFieldError(cause);
    super(error.message, { cause });
    this.name = 'DeliveryError';
    this.code = error.code;
    this.retryable = 'retryable' in error ? error.retryable : passing.has(error.code);
    this.isOfSystem = ofSystem.has(error.code);
    this.retryAfterMs = error instanceof HqError ? error.retryAfterMs : null;
  }
}
