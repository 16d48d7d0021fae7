import { toFieldError } from '@hq-field/field-adapter';
import { FieldAppError } from './field-app-error.ts';

/** What was thrown, as an error of ours. A database that is away is told from everything else as the migration tells it. */
export function toFieldAppError(error: unknown): FieldAppError {
  if (error instanceof FieldAppError) return error;
  const { code, message } = toFieldError(error);
  if (code === 'unreachable') return new FieldAppError('unreachable', message, { cause: error });
  return new FieldAppError('failed', error instanceof Error ? error.message : String(error), { cause: error });
}
