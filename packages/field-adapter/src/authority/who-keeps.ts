import type postgres from 'postgres';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { lockOf } from './administered-by-hq.ts';

/**
 * Who keeps the administration of an account (its guid), as Field's own database says; `moving` while a move to HQ waits for requests in
 * flight. Called in the transaction of a write, `field` holds until that transaction ends. It never waits. A Field without the table has
 * no fence.
 */
export async function whoKeeps(sql: FieldSession, account: string): Promise<'field' | 'hq' | 'moving'> {
  // The lock comes before the look, in a statement of its own: a look that is older than the lock may miss a move that ended between them.
  const [held] = await sql<{ isHeld: boolean; isThere: boolean }[]>`
    select pg_try_advisory_xact_lock_shared(${lockOf(sql, account)}) as "isHeld", to_regclass('outbound.administered_by_hq') is not null as "isThere"`;
  if (!held?.isHeld) return 'moving';
  if (!held.isThere) return 'field';
  const rows = await sql`select from outbound.administered_by_hq where account = ${account}`;
  return rows.length > 0 ? 'hq' : 'field';
}

/**
 * Accounts (guids) whose administration HQ keeps, as Field's own database says, with the epoch under which it does; none in a Field without the table.
 * Throws FieldError.
 */
export async function accountsOfHq(field: FieldDatabase): Promise<ReadonlyMap<string, number>> {
  return inField(async () => {
    const [table] = await field<{ isThere: boolean }[]>`select to_regclass('outbound.administered_by_hq') is not null as "isThere"`;
    const rows = table?.isThere
      ? await field<{ account: string; epoch: number }[]>`select account, epoch::float8 as epoch from outbound.administered_by_hq`
      : [];
    return new Map(rows.map(({ account, epoch }) => [account, epoch]));
  });
}

/** Whether Field knows who keeps an account (its guid): not of one that HQ has made and that never had a fence, until `noteKeptByField`. */
const isUnsettled = (sql: FieldSession, guid: postgres.Fragment) => sql`(
  exists (select from outbound.provisioned p where p.entity = 'account' and p.external_id = ${guid})
  and not exists (select from outbound.administered_by_hq h where h.account = ${guid})
  and not exists (select from outbound.given_back b where b.account = ${guid}))`;

/** Living accounts (guids) of which Field does not know who keeps them: HQ knows. None in a Field without the tables. Throws FieldError. */
export async function unsettledAccounts(field: FieldDatabase): Promise<string[]> {
  return inField(async () => {
    if (!(await hasTables(field)).givenBack) return [];
    const rows = await field<{ account: string }[]>`
      select a.guid::text as account from accounts a where a.deleted_at is null and ${isUnsettled(field, field`a.guid::text`)} order by a.id`;
    return rows.map(({ account }) => account);
  });
}

/**
 * Notes of an account that HQ has made that HQ says it is Field's, if Field does not know yet who keeps it. It never waits: while the account moves
 * to HQ nothing is noted.
 */
export async function noteKeptByField(sql: FieldSession, account: string): Promise<void> {
  if (!(await hasTables(sql)).givenBack || (await whoKeeps(sql, account)) !== 'field') return;
  await sql`insert into outbound.given_back (account) select ${account} where ${isUnsettled(sql, sql`${account}`)} on conflict do nothing`;
}

/**
 * How many living accounts each side keeps, as Field's own database says, without one of them (its id). One of which Field does not know counts
 * as HQ's: HQ may keep it from its first moment.
 */
export async function countByKeeper(sql: FieldSession, besides: string | null = null): Promise<{ hq: number; field: number }> {
  const tables = await hasTables(sql);
  const isFenced = tables.fences ? sql`exists (select from outbound.administered_by_hq h where h.account = a.guid::text)` : sql`false`;
  const [kept] = await sql<{ hq: number; field: number }[]>`
    select count(*) filter (where a.is_of_hq)::int as hq, count(*) filter (where not a.is_of_hq)::int as field
    from (
      select ${isFenced} or ${tables.givenBack ? isUnsettled(sql, sql`a.guid::text`) : sql`false`} as is_of_hq from accounts a
      where a.id is distinct from ${besides} and a.deleted_at is null) a`;
  return kept ?? { hq: 0, field: 0 };
}

/** What there is: an older install has neither, or no room for those that are given back. */
async function hasTables(sql: FieldSession): Promise<{ fences: boolean; givenBack: boolean }> {
  const [tables] = await sql<{ fences: boolean; givenBack: boolean }[]>`
    select to_regclass('outbound.administered_by_hq') is not null as fences, to_regclass('outbound.given_back') is not null as "givenBack"`;
  return tables ?? { fences: false, givenBack: false };
}
