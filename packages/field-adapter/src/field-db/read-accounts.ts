import type { FieldSession } from './open-field.ts';
import type { CanonicalAccount, ReadScope } from './records.ts';
import { behind, localIds } from './scope.ts';

/** One row an account. */
export interface AccountRow extends CanonicalAccount {
  externalId: string;
}

export function accountRows(sql: FieldSession, scope: ReadScope) {
  const keys = 'keys' in scope ? scope.keys : (scope.accounts ?? []).map((account) => account.externalId);
  return sql<AccountRow[]>`
    with
    trials as materialized (
      select f.account_id, max(f.expires_on) as expires_on, bool_or(f.converted_at is not null) as converted
      from free_trials f where f.account_id ${chosen()} group by f.account_id
    )
    select
      a.guid::text as "externalId", a.name, a.status,
      a.is_trial as "isTrial", greatest(a.trial_expires_on, t.expires_on)::text as "trialEndsOn", coalesce(t.converted, false) as converted,
      a.country, a.time_zone as "timeZone", a.locale, a.default_currency as "defaultCurrency",
      a.hq_account_identifier::text as "hqIdentifier"
    from accounts a
    left join trials t on t.account_id = a.id
    where a.guid = any(${keys as string[]}::bpchar[]) and a.deleted_at is null ${behind(sql, scope, sql`a.guid::text`)}
    order by a.guid::text collate "C"`;

  /** Field has no index for trials: they are read through once, whatever the number of accounts. An array is no join, which look-ups by index would make a scan for each. */
  function chosen() {
    if (!('keys' in scope)) return sql`in (select unnest(${localIds(sql, scope.accounts ?? [])}))`;
    return sql`= any(array(select x.id from accounts x where x.guid = any(${keys as string[]}::bpchar[])))`;
  }
}

export function mergeAccount(rows: readonly AccountRow[]): CanonicalAccount {
  return rows[0] as AccountRow;
}
