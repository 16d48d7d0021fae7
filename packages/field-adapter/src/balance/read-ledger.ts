import type { Entity, RecordKey } from '@hq-field/contracts';
import { toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/** What became of Field's rows of one entity in one account, as far as Field itself knows. */
export interface LedgerLine {
  /** null: people, and rows that belong to no account. */
  account: string | null;
  entity: Entity;
  /** Rows of Field, deleted ones too; a person who is a member by a project alone counts as one. */
  rows: number;
  /** Rows that are deleted. */
  filtered: number;
  /** Living rows that stand in the record of another row. */
  merged: number;
  /** Records in quarantine that are not in the outbox as well, and what is of a project that has moved and is in quarantine. */
  quarantined: number;
  /** Records in the outbox. */
  inFlight: number;
}

export interface Ledger {
  lines: readonly LedgerLine[];
  /** Records that HQ is not asked about: those in quarantine, of which it may hold an older copy, what hangs on that copy, and those in the outbox. */
  apart: readonly RecordKey[];
}

/** Each row of Field with the record that it is part of. Rows that cannot be addressed have the key of their table and local id. */
const rows = `
  select 'account' as entity, a.guid::text as account, a.guid::text as key, a.deleted_at is null as living from accounts a
  union all
  select 'user', null, coalesce(l.person, u.guid::text), u.deleted_at is null
  from users u left join outbound.logins l on l.user_id = u.id
  union all
  select 'company', a.guid::text, case when n.living then n.canonical else c.guid::text end, c.deleted_at is null
  from companies c left join outbound.company_names n on n.company_id = c.id left join accounts a on a.id = c.account_id
  union all
  select 'accountMember', a.guid::text, coalesce(a.guid::text || ':' || case when l.living then l.person else l.guid end, 'account_users#' || m.id), m.deleted_at is null
  from account_users m left join accounts a on a.id = m.account_id left join outbound.logins l on l.user_id = m.user_id
  union all
  (
    select distinct 'accountMember', a.guid::text, a.guid::text || ':' || l.person, true
    from contacts c
    join projects p on p.id = c.project_id and p.deleted_at is null
    join accounts a on a.id = p.account_id and a.deleted_at is null
    join outbound.logins l on l.user_id = c.user_id and l.living
    where c.deleted_at is null
      and not exists (
        select from account_users m join outbound.logins o on o.user_id = m.user_id and o.living
        where m.account_id = a.id and m.deleted_at is null and o.person = l.person
      )
  )
  union all
  select 'project', a.guid::text, p.guid::text, p.deleted_at is null from projects p left join accounts a on a.id = p.account_id
  union all
  select 'projectCompany', a.guid::text, coalesce(p.guid::text || ':' || case when n.living then n.canonical else n.guid end, 'project_companies#' || j.id), true
  from project_companies j
  left join projects p on p.id = j.project_id left join accounts a on a.id = p.account_id left join outbound.company_names n on n.company_id = j.company_id
  union all
  select 'projectMember', a.guid::text, coalesce(p.guid::text || ':' || case when l.living then l.person else l.guid end, 'contacts#' || c.id), c.deleted_at is null
  from contacts c
  left join projects p on p.id = c.project_id left join accounts a on a.id = p.account_id left join outbound.logins l on l.user_id = c.user_id`;

/** Projects in quarantine that have been in another account: HQ keeps them, and what is of them, in the one that it last took them in. */
const stranded = `
  select distinct p.id, p.guid::text as project
  from outbound.quarantine q
  join projects p on p.guid = q.external_id::bpchar
  join outbound.former_names f on f.entity = 'project' and f.row_id = p.id
  where q.entity = 'project'`;

/** Reads the ledger in one statement, so that all its numbers are of one moment. Capture must be installed. */
export async function readLedger(field: FieldDatabase): Promise<Ledger> {
  try {
    return await field.begin('isolation level repeatable read read only', async (sql) => {
      const lines = await sql.unsafe<LedgerLine[]>(`
        with
        row as materialized (${rows}),
        waiting as (select distinct entity, external_id from outbound.touches),
        stranded as materialized (${stranded}),
        record as (
          select r.entity, r.account, r.key, count(*) as rows, bool_or(w.external_id is not null) as waits, bool_or(q.external_id is not null or s.project is not null) as refused
          from row r
          left join waiting w on w.entity = r.entity and w.external_id = r.key collate "C"
          left join outbound.quarantine q on q.entity = r.entity and q.external_id = r.key collate "C"
          left join stranded s on r.entity in ('projectMember', 'projectCompany') and s.project = split_part(r.key, ':', 1)
          where r.living
          group by r.entity, r.account, r.key
        ),
        gone as (select entity, account, count(*) as rows from row where not living group by entity, account),
        living as (
          select
            entity, account, sum(rows) as rows, sum(rows - 1) as merged,
            count(*) filter (where waits) as in_flight, count(*) filter (where refused and not waits) as quarantined
          from record group by entity, account
        )
        select
          entity, account, (coalesce(l.rows, 0) + coalesce(g.rows, 0))::int as rows, coalesce(g.rows, 0)::int as filtered,
          coalesce(l.merged, 0)::int as merged, coalesce(l.quarantined, 0)::int as quarantined, coalesce(l.in_flight, 0)::int as "inFlight"
        from living l full join gone g using (entity, account)
        where account is not null
        union all
        select
          entity, null, sum(rows)::int, sum(filtered)::int, sum(merged)::int, sum(quarantined)::int, sum(in_flight)::int
        from (
          select entity, rows, 0 as filtered, merged, quarantined, in_flight from living where account is null
          union all select entity, rows, rows, 0, 0, 0 from gone where account is null
        ) nobodys
        group by entity`);
      const apart = await sql.unsafe<RecordKey[]>(`
        with stranded as materialized (${stranded})
        select entity, external_id as "externalId" from outbound.quarantine
        union select entity, external_id from outbound.touches
        union select 'projectMember', s.project || ':' || l.person
          from stranded s join contacts c on c.project_id = s.id and c.deleted_at is null join outbound.logins l on l.user_id = c.user_id and l.living
        union select 'projectCompany', s.project || ':' || n.canonical
          from stranded s join project_companies j on j.project_id = s.id join outbound.company_names n on n.company_id = j.company_id and n.living`);
      return { lines: [...lines], apart: [...apart] };
    });
  } catch (error) {
    throw toFieldError(error);
  }
}
