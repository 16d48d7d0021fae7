import { emailKey, user as userSchema } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';

/** Who looks at the console. */
export interface Identity {
  /** The key of the e-mail: spelled as HQ compares it. */
  email: string;
  /** HQ's id of the user; null for an operator whom HQ does not hold as a user. */
  userId: string | null;
  isOperator: boolean;
}

/** The person of an e-mail, when they may sign in: an operator, or a user who is not disabled. Asked afresh with every request. */
export async function readIdentity(sql: Queryable, operators: ReadonlySet<string>, email: string): Promise<Identity | null> {
  const key = emailKey(email);
  if (!userSchema.shape.email.safeParse(key).success) return null;
  const isOperator = operators.has(key);
  const [user] = await sql.unsafe<{ id: string; status: string }[]>(`select id, status from users where email_key = $1`, [key]);
  if (user !== undefined && user.status !== 'disabled') return { email: key, userId: user.id, isOperator };
  return isOperator ? { email: key, userId: null, isOperator } : null;
}
