// Projects: the living ones that are valid by value, of accounts that are.
import { projectPerson } from '../parts/project-person.ts';
import { fits, rowPart } from '../part.ts';
import { addressColumns, addressFits, addressJoins, currencyCode, currencyJoins, language, languageJoin } from '../sql-fragments.ts';

/** Each of these characters in a name becomes "-". */
const reserved = String.raw`\/?[]>*:<|",`;

export const project = rowPart({
  entity: 'project',
  requires: [projectPerson],
  grain: 'account',
  joinedBy: 'id, account_id',
  rows: () => `
    with administered as (
      select distinct p.project_id
      from extract_todo t
      join extract_project_person p on p.account_id = t.account_id
      where p.administers
    ),
    converted as (
      select distinct project_id from free_trials where project_id is not null and converted_at is not null
    ),
    read as (
      select
        p.id,
        p.account_id,
        a.in_account,
        p.guid::text as guid,
        -- NFC first: it may take a reserved character into a letter.
        translate(pg_temp.spaced(p.name), '${reserved}', repeat('-', ${reserved.length})) as name,
        pg_temp.clean(p.identifier) as job_number,
        coalesce(kind.value, pg_temp.clean(p.ptype), 'Other') as project_type,
        case
          when pg_temp.word(p.status) = 'archived' then 'archived'
          when not p.is_active then 'inactive'
          when administered.project_id is not null then 'active'
          else 'pending'
        end as status,
        coalesce(p.start_date, p.created_at::date) as start_date,
        p.completion_date,
        coalesce(p.cost, 0.00) as cost,
        case when pg_temp.clean(p.cost_currency) is null then coalesce(a.currency, 'USD') else ${currencyCode} end as currency,
        zone.value as timezone,
        ${language} as language,
        ${addressColumns},
        coalesce(p.template, false)::text as template,
        (coalesce(p.is_trial, false) and converted.project_id is null)::text as trial,
        pg_temp.clean(p.hq_identifier::text) as hq_id
      from extract_todo t
      join extract_account a on a.id = t.account_id
      join projects p on p.account_id = t.account_id
      left join administered on administered.project_id = p.id
      left join converted on converted.project_id = p.id
      left join extract_project_type_word kind on kind.word = pg_temp.slashed_word(p.ptype)
      left join extract_timezone_word zone on zone.word = pg_temp.clean(p.time_zone)
      ${languageJoin('p.locale')}
      ${currencyJoins('p.cost_currency', 'a.country')}
      ${addressJoins('p.address_id')}
      where p.deleted_at is null
      offset 0
    ),
    dated as (
      select
        r.*,
        case
          -- A completion that is no day of a calendar is not replaced: the row is refused for it.
          when completion_date > start_date or not pg_temp.is_calendar(completion_date) then completion_date
          when pg_temp.is_calendar(start_date) then (start_date + interval '1 year')::date
        end as end_date
      from read r
      offset 0
    )
    select
      id,
      account_id,
      in_account,
      guid as external_id,
      null::text as user_external_id,
      null::text as company_external_id,
      guid as project,
      in_account as account,
      name,
      job_number,
      project_type,
      status,
      to_char(start_date, 'YYYY-MM-DD') as start_date,
      to_char(end_date, 'YYYY-MM-DD') as end_date,
      cost::text as value,
      currency,
      timezone,
      language,
      address_line_1,
      address_line_2,
      city,
      state_or_province,
      postal_code,
      country,
      null::text as construction_type,
      null::text as contract_type,
      template,
      trial
    from dated
    where name is not null
      and ${fits(255, 'name', 'project_type')}
      and ${fits(100, 'job_number')}
      and ${addressFits}
      and cost >= 0 and cost <> 'NaN'
      and currency is not null
      and pg_temp.is_calendar(start_date) and pg_temp.is_calendar(end_date)
      and (hq_id is null or pg_temp.is_uuid(hq_id))`,
});
