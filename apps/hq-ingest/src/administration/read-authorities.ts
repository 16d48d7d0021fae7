import type { HeldAuthority, HqEdit, ReadAuthorityInput, ReadAuthorityOutput } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Queryable } from '../hq-db/connections.ts';
import { authorityColumns } from './authority.ts';
import { idIn, nameOf } from './record-names.ts';

const time = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The row that an edit is of, as its table's key: the names of joins are no ids. */
const recordOf = (...entities: HqEdit['entity'][]): string =>
  `case when e.entity in (${entities.map((entity) => `'${entity}'`).join(', ')}) then e.record_id::uuid end`;

/**
 * Changes since the administration came to HQ that Field's tables do not have. Field gets accounts and projects by provisioning, once it
 * has acknowledged them; people, companies and who is on a project it does not get. What waits for Field is asked for by its key: `exists`
 * would read all of it where its size is not known.
 */
const lacking = (account: string): string => `
  administration_changes e join authorities w on w.account_id = e.account_id and w.owner = 'hq' and w.epoch = e.epoch
  where e.account_id = ${account} and (e.entity in ('accountMember', 'company', 'projectMember')
    or (select true from provisioning p where p.entity = e.entity and p.record_id = ${recordOf('account', 'project')}))`;

/** Who keeps the administration of each account, by any of the names that `findAccount` finds it by. */
export async function readAuthorities(sql: Queryable, { accounts }: ReadAuthorityInput): Promise<ReadAuthorityOutput> {
  const [rows, lastArrival] = await Promise.all([
    sql.unsafe<HeldAuthority[]>(
      `select k.account, a.id is not null as "isKnown", ${authorityColumns}, w.actor, w.reason, ${time('w.moved_at')} as "movedAt",
         (select count(*) from ${lacking('a.id')})::int as "editsFieldLacks"
       from unnest($1::text[], $2::uuid[]) with ordinality as k(account, id, ord)
       left join lateral (
         select a.id from accounts a where a.external_id = k.account or a.id = k.id order by a.external_id = k.account desc nulls last limit 1
       ) a on true
       left join authorities w on w.account_id = a.id
       order by k.ord`,
      [arrayLiteral(accounts), arrayLiteral(accounts.map(idIn))],
    ),
    lastSeen(sql),
  ]);
  return { accounts: [...rows], lastArrival };
}

/** When a push from HQ to Field was last seen to arrive; null when none ever was. */
export async function lastSeen(sql: Queryable): Promise<string | null> {
  const [row] = await sql.unsafe<{ at: string | null }[]>(`select ${time('max(arrived_at)')} as at from provisioning_arrivals`);
  return row?.at ?? null;
}

const editsAtMost = 1000;

/** The changes themselves, oldest first. */
export async function editsFieldLacks(sql: Queryable, accountId: string): Promise<HqEdit[]> {
  const rows = await sql.unsafe<HqEdit[]>(
    `select ${time('e.at')} as at, (select u.external_id from users u where u.id = e.actor_id) as actor, e.what, e.entity,
       coalesce((select ${nameOf('c')} from companies c where c.id = ${recordOf('company')}), e.record_id) as "externalId"
     from (select e.* from ${lacking('$1::uuid')}) e order by e.id limit ${editsAtMost}`,
    [accountId],
  );
  return [...rows];
}
