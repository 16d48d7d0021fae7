import type { FieldHandlers, PutOutput } from '@hq-field/contracts';
import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { dropRetiredTouches } from '../outbox/install-capture.ts';
import { resolveChanges } from '../outbox/resolve-changes.ts';
import { PutRefusedError } from './put-refused-error.ts';
import { putAccount } from './put-account.ts';
import { putProject } from './put-project.ts';
import { remove } from './remove.ts';

/** What Field does with what HQ puts: the handlers of fieldRouter. They throw FieldError, `capture_missing` when Field is not prepared. */
export function createFieldHandlers(field: FieldDatabase): FieldHandlers {
  return {
    provisioning: {
      putAccount: (input) => answering(field, () => putAccount(field, input)),
      putProject: (input) => answering(field, () => putProject(field, input)),
      remove: (input) => remove(field, input).catch((error: unknown) => Promise.reject(toFieldError(error))),
    },
  };
}

async function answering(field: FieldDatabase, put: () => Promise<PutOutput>): Promise<PutOutput> {
  try {
    // The person of a login is known once its change is resolved; after `retireCapture` nobody else does so.
    await resolveChanges(field, 5000);
    const output = await put();
    await dropRetiredTouches(field);
    return output;
  } catch (error) {
    if (error instanceof PutRefusedError)
      return { outcome: 'rejected', code: error.code, field: error.field, message: error.message, existingId: error.existingId };
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    // What a column of Field cannot hold is the record's own fault. The database's words may repeat its values: they stay in Field.
    if (code.startsWith('22') || code === '23502' || code === '23514')
      return {
        outcome: 'rejected',
        code: 'value_refused',
        field: null,
        message: `The Field database refused a value (${code})`,
        existingId: null,
      };
    throw toFieldError(error);
  }
}
