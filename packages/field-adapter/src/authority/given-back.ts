import type { FieldSession } from '../field-db/open-field.ts';
import { touch } from '../outbox/touches.ts';
import { accountMembersOf, accountsOf, wholeProjects } from '../outbox/touched-records.ts';
import { lockOf } from './administered-by-hq.ts';

/*
 * What HQ puts is not captured, because HQ has it. But a put that was on its way while the administration went back to Field may come late:
 * HQ has given up by then what it puts. Two things bring both sides together again: whoever gives an account back touches what was put
 * until then, and a put that finds its account given back touches what it has written.
 */

/**
 * Whether HQ has given the account (its guid) back. Waits while the administration moves, and the answer holds until the transaction ends.
 * To be asked behind the writes of a put, and before it touches any record.
 */
export async function isGivenBack(sql: FieldSession, account: string): Promise<boolean> {
  // As in `whoKeeps`, the lock comes before the look.
  const [held] = await sql<{ isThere: boolean }[]>`
    select pg_advisory_xact_lock_shared(${lockOf(sql, account)}), to_regclass('outbound.given_back') is not null as "isThere"`;
  if (!held?.isThere) return false;
  return (await sql`select from outbound.given_back where account = ${account}`).length > 0;
}

/** Puts into the outbox what HQ has put of an account: all of it, or the account and one of its records. */
export async function touchPuts(sql: FieldSession, account: string, record: string | null = null): Promise<void> {
  const accounts = sql`select a.id from accounts a where a.guid = ${account}`;
  const put = (entity: 'account' | 'project') =>
    sql`(select o.external_id, o.administrator from outbound.provisioned o where o.entity = ${entity} and (${record}::text is null or o.external_id = ${record})) o`;
  await touch(
    sql,
    null,
    sql`
      ${accountsOf(sql, accounts)}
      union all ${accountMembersOf(sql, sql`select a.id, u.id from ${put('account')} join accounts a on a.guid = ${account} and a.guid::text = o.external_id join users u on u.guid::text = o.administrator`)}
      union all ${wholeProjects(sql, sql`select p.id, p.account_id from ${put('project')} join projects p on p.guid::text = o.external_id where p.account_id in (${accounts})`)}`,
  );
}
