// People on the living projects of the accounts: all living contacts of one person on one project, united.
import type { Part } from '../part.ts';
import { adminToken } from '../word-tables.ts';
import { canonicalCompany } from './canonical-company.ts';
import { person } from './person.ts';

/** A set of roles is a number with one bit for each role of HQ, in bytewise order: sets unite by bit_or, and few different ones are ever written out. */
const roleBits = `
  role_bit as (
    select w.word, 1::bigint << (dense_rank() over (order by w.value))::int as bit from extract_role_word w
  ),
  role_set as (
    select
      s.roles,
      coalesce(bit_or(b.bit), 0) as bits,
      coalesce(bool_or(replace(pg_temp.word(token), ' ', '_') = '${adminToken}'), false) as administers
    from (select distinct roles from contact where roles is not null) s
    cross join lateral string_to_table(s.roles, ',') as token
    left join role_bit b on b.word = replace(pg_temp.word(token), ' ', '_')
    group by s.roles
  )`;

export const projectPerson: Part = {
  table: 'extract_project_person',
  requires: [person, canonicalCompany],
  grain: 'account',
  joinedBy: 'account_id, project_id, person_id',
  select: () => `
    with contact as materialized (
      select
        c.id,
        p.account_id,
        c.project_id,
        i.person_id,
        c.roles collate "C" as roles,
        coalesce(c.project_admin, false) as administers,
        coalesce(pg_temp.word(c.status), 'active') as status,
        k.canonical_id as company_id
      from extract_todo t
      join projects p on p.account_id = t.account_id
      join contacts c on c.project_id = p.id
      join extract_person i on i.login_id = c.user_id
      left join extract_canonical_company k on k.id = c.company_id and k.account_id = p.account_id
      where p.deleted_at is null and c.deleted_at is null
    ),
    ${roleBits}
    select
      c.account_id,
      c.project_id,
      c.person_id,
      bool_or(c.administers or coalesce(s.administers, false)) as administers,
      coalesce(bit_or(s.bits), 0) as role_bits,
      case
        when bool_or(c.status not in ('active', 'invited', 'pending', 'disabled', 'inactive')) then null
        when bool_or(c.status in ('active', 'invited', 'pending')) then 'active'
        else 'inactive'
      end as status,
      -- The company of the lowest contact that has a usable one.
      (min(array[c.id, c.company_id]) filter (where c.company_id is not null))[2] as company_id
    from contact c
    left join role_set s on s.roles = c.roles
    group by c.account_id, c.project_id, c.person_id`,
};
