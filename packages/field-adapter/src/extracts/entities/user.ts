// Users: people whose identity, e-mail and status hold. A row is in every account that has the person as a member, and in account null.
import { person } from '../parts/person.ts';
import { fits, rowPart } from '../part.ts';

/** What a login says of its person. */
const told = `
  u.guid::text as guid,
  pg_temp.clean(u.email) as email_as_written,
  pg_temp.clean(u.autodesk_login) as autodesk_id,
  pg_temp.clean(u.oxygen_uid) as oxygen_uid,
  pg_temp.clean(u.first_name) as first_name,
  pg_temp.clean(u.last_name) as last_name,
  pg_temp.clean(u.telephone) as phone,
  pg_temp.clean(u.job_title) as job_title,
  coalesce(pg_temp.word(u.status), case when u.last_login_at is null then 'invited' else 'active' end) as status`;

/** The value of the newest login that has one. */
function newest(column: string): string {
  return `(array_agg(${column} order by login_id desc) filter (where ${column} is not null))[1] as ${column}`;
}

export const user = rowPart({
  entity: 'user',
  requires: [person],
  grain: 'account',
  joinedBy: 'id',
  rows: (_extent, isFirst) => `
    with person as materialized (
      select p.*
      from extract_person p
      where not p.conflicts
      ${isFirst ? '' : 'and not exists (select from extract_user known where known.id = p.person_id)'}
    ),
    -- Most people have one login: only the others need to be united.
    of_several as (
      select p.person_id, p.newest_login_id, u.id as login_id, ${told}
      from person p
      join users u on u.id = p.login_id
      where p.logins > 1
    ),
    united as (
      select
        person_id,
        (array_agg(guid order by login_id))[1] as guid,
        (array_agg(email_as_written) filter (where login_id = newest_login_id))[1] as email_as_written,
        ${['autodesk_id', 'oxygen_uid', 'first_name', 'last_name', 'phone', 'job_title'].map(newest).join(',\n        ')},
        case
          when bool_or(status not in ('active', 'invited', 'disabled')) then 'unknown'
          when bool_or(status = 'active') then 'active'
          when bool_or(status = 'invited') then 'invited'
          else 'disabled'
        end as status
      from of_several
      group by person_id
    ),
    -- Materialized, so that no column is computed once more for the conditions.
    read as materialized (
      select p.person_id, ${told}
      from person p
      join users u on u.id = p.login_id
      where p.logins = 1
      union all
      select * from united
    )
    select
      person_id as id,
      null::text as in_account,
      guid as external_id,
      null::text as user_external_id,
      null::text as company_external_id,
      pg_temp.word(email_as_written) as email,
      autodesk_id,
      oxygen_uid,
      email_as_written,
      first_name,
      last_name,
      phone,
      job_title,
      status
    from read
    where pg_temp.is_email(email_as_written)
      and status in ('active', 'invited', 'disabled')
      and ${fits(255, 'email_as_written', 'autodesk_id', 'oxygen_uid', 'first_name', 'last_name', 'phone', 'job_title')}`,
});
