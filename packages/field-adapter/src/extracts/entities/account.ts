// Accounts: the living ones that are valid by value. No other entity has rows in an account that has none.
import { fits, rowPart } from '../part.ts';
import { currencyCode, currencyJoins, language, languageJoin } from '../sql-fragments.ts';

export const account = rowPart({
  entity: 'account',
  requires: [],
  grain: 'account',
  joinedBy: 'id, in_account',
  rows: () => `
    with trials as (
      select f.account_id, bool_or(f.converted_at is not null) as converted, max(f.expires_on) as expires_on
      from extract_todo t
      join free_trials f on f.account_id = t.account_id
      group by f.account_id
    ),
    read as (
      select
        a.id,
        a.guid::text as guid,
        pg_temp.clean(a.name) as name,
        case when a.is_trial and not coalesce(t.converted, false) then 'trial' else 'paid' end as kind,
        greatest(a.trial_expires_on, t.expires_on) as expires_on,
        coalesce(pg_temp.word(a.status), 'active') as status,
        here.value as country,
        zone.value as timezone,
        ${language} as language,
        ${currencyCode} as currency,
        pg_temp.clean(a.hq_account_identifier::text) as hq_id
      from extract_todo todo
      join accounts a on a.id = todo.account_id
      left join trials t on t.account_id = a.id
      left join extract_country_word here on here.word = pg_temp.word(a.country)
      left join extract_timezone_word zone on zone.word = pg_temp.clean(a.time_zone)
      ${languageJoin('a.locale')}
      ${currencyJoins('a.default_currency', 'here.value')}
      where a.deleted_at is null
    )
    select
      id,
      guid as in_account,
      guid as external_id,
      null::text as user_external_id,
      null::text as company_external_id,
      guid as account,
      name,
      kind,
      status,
      case when kind = 'trial' then to_char(expires_on, 'YYYY-MM-DD') end as trial_ends_on,
      country,
      timezone,
      language,
      currency
    from read
    where name is not null and ${fits(255, 'name')}
      and (kind = 'paid' or coalesce(pg_temp.is_calendar(expires_on), false))
      and status in ('active', 'suspended', 'closed')
      and (hq_id is null or pg_temp.is_uuid(hq_id))`,
});
