import { nameKey, reservedInProjectNames } from '@hq-field/contracts';
import type { Transaction } from './fenced.ts';
import { WriteRefusedError } from './write-refused-error.ts';

const reserved = new Set(reservedInProjectNames);

/** Key of a project's name as HQ gets it, with the reserved characters replaced. */
function projectNameKey(name: string): string {
  const cleaned = name.trim().normalize('NFC');
  return nameKey(Array.from(cleaned, (character) => (reserved.has(character) ? '-' : character)).join(''));
}

/** HQ takes no two projects of an account with one name, archived ones apart: the second would never get there. Throws WriteRefusedError. */
export async function refuseTakenName(sql: Transaction, accountId: string, name: string, besides: string | null): Promise<void> {
  const living = await sql<{ name: string | null }[]>`
    select name from projects where account_id = ${accountId} and deleted_at is null and guid is distinct from ${besides}
      and coalesce(lower(btrim(status)), '') <> 'archived'`;
  if (living.some((one) => one.name !== null && projectNameKey(one.name) === projectNameKey(name)))
    throw new WriteRefusedError(
      { code: 'invalid', field: 'name' },
      'The account has a living project of this name. Enter another name, or archive that project.',
    );
}
