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

/** Accounts (guids) whose administration HQ keeps, as Field's own database says; none in a Field without the table. Throws FieldError. */
export async function accountsOfHq(field: FieldDatabase): Promise<ReadonlySet<string>> {
  return inField(async () => {
    const [table] = await field<{ isThere: boolean }[]>`select to_regclass('outbound.administered_by_hq') is not null as "isThere"`;
    const rows = table?.isThere ? await field<{ account: string }[]>`select account from outbound.administered_by_hq` : [];
    return new Set(rows.map(({ account }) => account));
  });
}

/**
 * How many living accounts HQ keeps, as Field's own database says, without one of them (its id). One that HQ has made counts without a fence too:
 * HQ keeps it from its first moment, until it is given back. None in a Field without the tables.
 */
export async function countKeptByHq(sql: FieldSession, besides: string | null = null): Promise<number> {
  const [tables] = await sql<{ hasFences: boolean; hasGivenBack: boolean }[]>`
    select to_regclass('outbound.administered_by_hq') is not null as "hasFences", to_regclass('outbound.given_back') is not null as "hasGivenBack"`;
  if (!tables?.hasFences) return 0;
  const isMadeByHq = tables.hasGivenBack
    ? sql`
        exists (select from outbound.provisioned p where p.entity = 'account' and p.external_id = a.guid::text)
        and not exists (select from outbound.given_back b where b.account = a.guid::text)`
    : sql`false`;
  const [kept] = await sql<{ accounts: number }[]>`
    select count(*)::int as accounts from accounts a
    where a.id is distinct from ${besides} and a.deleted_at is null
      and (exists (select from outbound.administered_by_hq h where h.account = a.guid::text) or ${isMadeByHq})`;
  return kept?.accounts ?? 0;
}
