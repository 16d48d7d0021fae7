// People: each living login with its person, who is named by the lowest id among the person's logins.
import { account } from '../entities/account.ts';
import type { Extent, Part } from '../part.ts';
import { login } from './login.ts';

/** Every login. */
const allLogins = `near as (select id, uid, email_key, true as is_asked from extract_login)`;

/**
 * Logins of the accounts, and all that share a person with one or decide about it: those of the same e-mail key, those of their
 * uids, and those of the e-mail keys of these. Only people with a login of the accounts are then told apart rightly, and only they are kept.
 */
const loginsNearAccounts = `
  asked as (
    select au.user_id as id
    from extract_todo t
    join account_users au on au.account_id = t.account_id
    where au.deleted_at is null
    union
    select c.user_id
    from extract_todo t
    join projects p on p.account_id = t.account_id
    join contacts c on c.project_id = p.id
    where p.deleted_at is null and c.deleted_at is null
  ),
  first as materialized (select l.* from extract_login l join asked using (id)),
  second as (select l.uid from extract_login l where l.email_key in (select email_key from first)),
  of_uids as materialized (select l.* from extract_login l where l.uid in (select uid from first union select uid from second)),
  of_keys as (select l.* from extract_login l where l.email_key in (select email_key from first union select email_key from of_uids)),
  near as materialized (
    select id, uid, email_key, id in (select id from first) as is_asked
    from (table first union table of_uids union table of_keys) l
  )`;

export const person: Part = {
  table: 'extract_person',
  requires: [account, login],
  grain: 'account',
  joinedBy: 'login_id, person_id, logins',
  select: (extent: Extent, isFirst: boolean) => `
    with ${extent === 'all' ? allLogins : loginsNearAccounts},
    uid_of_key as (
      select email_key, min(uid) as uid, min(uid) <> max(uid) as has_several
      from near
      where email_key is not null and uid is not null
      group by email_key
    ),
    tagged as materialized (
      select
        l.id,
        l.is_asked,
        coalesce(k.has_several, false) as conflicts,
        case
          when l.uid is not null then 'uid ' || l.uid
          when k.uid is not null and not k.has_several then 'uid ' || k.uid
          when l.email_key is not null then 'key ' || l.email_key
          else 'id ' || l.id
        end collate "C" as tag
      from near l
      left join uid_of_key k using (email_key)
    ),
    people as (
      select tag, min(id) as person_id, max(id) as newest_login_id, count(*) as logins, bool_or(conflicts) as conflicts
      from tagged
      group by tag
      having bool_or(is_asked)
    )
    select t.id as login_id, p.person_id, p.newest_login_id, p.logins, p.conflicts
    from tagged t
    join people p using (tag)
    ${isFirst ? '' : 'where not exists (select from extract_person known where known.login_id = t.id)'}`,
};
