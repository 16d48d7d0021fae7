import { FieldError, HqError } from '@hq-field/field-adapter';
import { RunnerError } from './runner-error.ts';

/** HQ, Field or the runner's database is away, or has no time now: the same is tried again. Errors of the runner's database come from toRunnerError. */
export function passesByItself(error: unknown): error is HqError | FieldError | RunnerError {
  if (error instanceof HqError || error instanceof RunnerError) return error.retryable;
  return error instanceof FieldError && (error.code === 'unreachable' || error.code === 'busy');
}
