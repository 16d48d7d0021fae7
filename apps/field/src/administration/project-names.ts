import { reservedNameKey } from '@hq-field/field-adapter';
import type { Transaction } from './fenced.ts';
import { WriteRefusedError } from './write-refused-error.ts';

/** HQ takes no two projects of an account with one name, archived ones apart: the second would never get there. Throws WriteRefusedError. */
export async function refuseTakenName(sql: Transaction, accountId: string, name: string, besides: string | null): Promise<void> {
  const key = reservedNameKey({ name, status: 'active' });
  const living = await sql<{ name: string | null; status: string | null }[]>`
    select name, status from projects where account_id = ${accountId} and deleted_at is null and guid is distinct from ${besides}`;
  if (key !== null && living.some((one) => reservedNameKey(one) === key))
    throw new WriteRefusedError(
      { code: 'invalid', field: 'name' },
      'The account has a living project of this name. Enter another name, or archive that project.',
    );
}
