import type { Queryable } from '../hq-db/connections.ts';
import { idIn, isNamed, nameOf, namedFirst } from './record-names.ts';

export interface FoundAccount {
  /** HQ's id. */
  id: string;
  /** As the wire names it. */
  externalId: string;
}

/** The account that a name names; null when HQ has none. `lock` lets changes of one account come one after the other. */
export async function findAccount(sql: Queryable, name: string, lock = false): Promise<FoundAccount | null> {
  const [row] = await sql.unsafe<FoundAccount[]>(
    `select a.id, ${nameOf('a')} as "externalId" from accounts a where ${isNamed('a', 1)}
     order by ${namedFirst('a', 1)} limit 1 ${lock ? 'for no key update' : ''}`,
    [name, idIn(name)],
  );
  return row === undefined ? null : { ...row };
}

export interface FoundProject extends FoundAccount {
  accountId: string;
  /** As the wire names it. */
  account: string;
}

/** The project that a name names; null when HQ has none. */
export async function findProject(sql: Queryable, name: string): Promise<FoundProject | null> {
  const [row] = await sql.unsafe<FoundProject[]>(
    `select p.id, ${nameOf('p')} as "externalId", p.account_id as "accountId", ${nameOf('a')} as account
     from projects p join accounts a on a.id = p.account_id where ${isNamed('p', 1)} order by ${namedFirst('p', 1)} limit 1`,
    [name, idIn(name)],
  );
  return row === undefined ? null : { ...row };
}
