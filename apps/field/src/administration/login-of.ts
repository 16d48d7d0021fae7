import { randomUUID } from 'node:crypto';
import { emailKey } from '@hq-field/contracts';
import { holdLogin, takeTurns } from '@hq-field/field-adapter';
import type postgres from 'postgres';
import { loginByEmail } from '../sign-in/logins.ts';
import type { FieldSession } from './field-session.ts';
import { WriteRefusedError } from './write-refused-error.ts';

export interface LoginWanted {
  email: string;
  firstName: string | null;
  lastName: string | null;
}

/** One making of a login with this e-mail at a time, for the rest of the transaction; what HQ puts takes the same turn. */
export const takeLoginTurn = (sql: postgres.TransactionSql, email: string): Promise<void> => takeTurns(sql, `login ${emailKey(email)}`);

/** The living login with this e-mail as the sign-in finds it, or a new one. No removal of another account takes it before the transaction ends. */
export async function loginOf(sql: postgres.TransactionSql, wanted: LoginWanted): Promise<{ id: string; guid: string }> {
  const { email, firstName, lastName } = wanted;
  await takeLoginTurn(sql, email);
  const known = await loginByEmail(sql, email);
  if (known !== null) return (await holdLogin(sql, known.id)) ? known : loginOf(sql, wanted);
  const [made] = await sql<{ id: string; guid: string }[]>`
    insert into users (guid, email, first_name, last_name, status, created_at, updated_at)
    values (${randomUUID()}, ${email.trim()}, ${firstName}, ${lastName}, 'active', now(), now()) returning id, guid::text as guid`;
  return made as { id: string; guid: string };
}

/** A trial is for who has no login: nobody becomes somebody else by one. Throws WriteRefusedError. */
export async function refuseKnown(sql: FieldSession, email: string): Promise<void> {
  if ((await loginByEmail(sql, email)) !== null)
    throw new WriteRefusedError(
      { code: 'invalid', field: 'email' },
      'This e-mail belongs to somebody in Field already. Sign in with it, or enter another one.',
    );
}
