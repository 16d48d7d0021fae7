import type { Authority } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';

/** What holds for an account that was never moved. */
export const neverMoved: Authority = { owner: 'field', epoch: 0 };

/** Columns of the authority of an account, of a join to `authorities w`. */
export const authorityColumns = `coalesce(w.owner, 'field') as owner, coalesce(w.epoch, 0)::float8 as epoch`;

/** Who keeps the administration of an account. `for share`: it stays so until the transaction ends, because a move waits. */
export async function readAuthority(sql: Queryable, accountId: string, lock: '' | 'for share' | 'for update' = ''): Promise<Authority> {
  const [row] = await sql.unsafe<Authority[]>(`select owner, epoch::float8 as epoch from authorities where account_id = $1::uuid ${lock}`, [
    accountId,
  ]);
  return row === undefined ? neverMoved : { owner: row.owner, epoch: row.epoch };
}

/** HQ keeps the administration of an account that it has made itself, from its first moment. */
export async function keepFromTheStart(sql: Queryable, accountId: string, reason: string): Promise<Authority> {
  await sql.unsafe(`insert into authorities (account_id, owner, epoch, actor, reason) values ($1::uuid, 'hq', 1, 'HQ', $2)`, [
    accountId,
    reason,
  ]);
  return { owner: 'hq', epoch: 1 };
}
