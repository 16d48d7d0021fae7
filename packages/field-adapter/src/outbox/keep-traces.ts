import type { FieldSession } from '../field-db/open-field.ts';
import type { TakenChanges } from './changes.ts';

/** Traces that a record keeps while it waits, the last ones. */
const mostTraces = 8;

/**
 * Keeps the traces of captured rows with the record that each row is, after all records of them wait. Records that change only because
 * another did are sent beside it and need no trace of their own. Costs nothing while Field sets none.
 */
export async function keepTraces(sql: FieldSession, taken: TakenChanges): Promise<void> {
  const traced = taken.changes.filter((change) => change.traceparent !== null);
  if (traced.length === 0) return;
  const rows = (table: string) => {
    const changes = traced.filter((change) => change.tableName === table);
    return sql`unnest(${changes.map((change) => change.rowId)}::bigint[], ${changes.map((change) => change.firstId)}::bigint[],
      ${changes.map((change) => change.secondId)}::bigint[], ${changes.map((change) => change.guid)}::text[],
      ${changes.map((change) => change.traceparent)}::text[]) with ordinality c (id, first_id, second_id, guid, traceparent, at)`;
  };
  const login = sql`case when l.living then l.person else l.guid end`;
  await sql`
    with named (entity, external_id, traceparent, at) as (
      select 'account', c.guid collate "C", c.traceparent, c.at from ${rows('accounts')}
      union all
      select 'account', a.guid::text, c.traceparent, c.at from ${rows('free_trials')} join accounts a on a.id = c.first_id
      union all
      select 'project', c.guid, c.traceparent, c.at from ${rows('projects')}
      union all
      select 'user', l.person, c.traceparent, c.at from ${rows('users')} join outbound.logins l on l.user_id = c.id
      union all
      select 'company', n.canonical, c.traceparent, c.at from ${rows('companies')} join outbound.company_names n on n.company_id = c.id
      union all
      select 'accountMember', a.guid::text || ':' || ${login}, c.traceparent, c.at
      from ${rows('account_users')} join accounts a on a.id = c.first_id join outbound.logins l on l.user_id = c.second_id
      union all
      select 'projectMember', p.guid::text || ':' || ${login}, c.traceparent, c.at
      from ${rows('contacts')} join projects p on p.id = c.first_id join outbound.logins l on l.user_id = c.second_id
      union all
      select 'projectCompany', p.guid::text || ':' || case when n.living then n.canonical else n.guid end, c.traceparent, c.at
      from ${rows('project_companies')} join projects p on p.id = c.first_id join outbound.company_names n on n.company_id = c.second_id
      union all
      select 'company', n.canonical, c.traceparent, c.at
      from ${rows('addresses')} join outbound.address_owners o on o.address_id = c.id and o.owner = 'companies'
      join outbound.company_names n on n.company_id = o.owner_id
      union all
      select 'project', p.guid::text, c.traceparent, c.at
      from ${rows('addresses')} join outbound.address_owners o on o.address_id = c.id and o.owner = 'projects' join projects p on p.id = o.owner_id
    ),
    once as (
      select entity, external_id, traceparent, max(at) as at from named where external_id is not null group by entity, external_id, traceparent
    ),
    kept as (select entity, external_id, array_agg(traceparent order by at) as traceparents from once group by entity, external_id)
    update outbound.touches t
    set traceparents = (t.traceparents || k.traceparents)[greatest(1, coalesce(cardinality(t.traceparents), 0) + cardinality(k.traceparents) - ${mostTraces - 1}):]
    from kept k where t.entity = k.entity and t.external_id = k.external_id and t.claimed_by is null`;
}
