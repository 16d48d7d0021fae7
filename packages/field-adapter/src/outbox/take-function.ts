import { type CapturedTable, capturedTables } from './captured-tables.ts';
import { resolverLock } from './changes.ts';
import { imageDiffers } from './images.ts';

/**
 * outbound.take_changes, in Field so that one question takes what waits and compares what rows were with what they are. They are read after
 * their images were taken: every later update of a row has left an image of its own, seen or still to come. A table is read only when images
 * of its rows were taken: while somebody reshapes one, the changes of the others go on.
 */
export const takeFunction = `
  create or replace function outbound.take_changes(most integer)
  returns table (table_name text, what text, row_id bigint, first_id bigint, second_id bigint, guid text, traceparent text, captured_at timestamptz)
  language plpgsql as $take$
  #variable_conflict use_column
  declare
    taken outbound.changes[];
    updated text[];
  begin
    if not pg_try_advisory_xact_lock(${resolverLock}) then return; end if;
    -- An image has dates as its writer writes them: no other style than this one can be taken for it.
    perform set_config('synchronous_commit', 'off', true), set_config('datestyle', 'ISO', true);
    -- A session keeps its plans, and mostly made them when next to nothing waited: rows are found by where they are and by their keys all the same.
    perform set_config(name, 'off', true) from unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) as name;
    with gone as (
      delete from outbound.changes d where d.ctid = any (array(select c.ctid from outbound.changes c limit most for update of c skip locked)) returning d
    )
    select coalesce(array_agg(d), '{}') into taken from gone;
    updated := array(select distinct c.table_name from unnest(taken) c where c.what = 'was');
    return query select c.table_name, c.what, c.row_id, c.first_id, c.second_id, c.guid, c.traceparent, c.captured_at from unnest(taken) c where c.what <> 'was';
    ${capturedTables.map((table) => `if '${table.name}' = any (updated) then return query ${sift(table)}; end if;`).join('\n')}
  end $take$;`;

/**
 * What updates of a table have changed: the row as it is, `same` where nothing that matters did; and the row as it was where it is gone, or has
 * other parents or another guid (`renamed`), because the records of both are touched.
 */
function sift(table: CapturedTable): string {
  const { name } = table;
  const parents = (['first', 'second'] as const).filter((which) => table[which] !== null);
  const ids = [table.first, table.second].map((column) => (column === null ? 'null::bigint' : `n.${column}`));
  const left = parents.map((which) => `c.${which}_id is distinct from n.${table[which]}`);
  const hasAnotherGuid = 'c.guid is distinct from n.guid::text';
  if (table.named === true) left.push(hasAnotherGuid);
  return `
    select c.table_name, i.what, i.row_id, i.first_id, i.second_id, i.guid, c.traceparent, c.captured_at
    from unnest(taken) c left join ${name} n on n.id = c.row_id
    cross join lateral (
      select case
          when not ${imageDiffers(table, 'c.image', 'n', 'all')} then 'same'
          when ${imageDiffers(table, 'c.image', 'n', 'row')} then 'row'
          when ${imageDiffers(table, 'c.image', 'n', 'money')} then 'money'
          else 'values' end,
        n.id, ${ids.join(', ')}, ${table.named === true ? 'n.guid::text' : 'null'}
      where n.id is not null
      union all
      select ${table.named === true ? `case when n.id is not null and ${hasAnotherGuid} then 'renamed' else 'row' end` : "'row'"}, c.row_id, c.first_id, c.second_id, c.guid where ${['n.id is null', ...left].join(' or ')}
    ) i (what, row_id, first_id, second_id, guid)
    where c.table_name = '${name}' and c.what = 'was'`;
}
