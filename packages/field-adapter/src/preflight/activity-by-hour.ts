import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/**
 * When Field's people work: rows that were last changed in each hour of the week, in the last eight weeks of what there is until now. Hour 0 is Monday
 * 00:00 to 01:00 UTC; hours without a row are absent. Rails keeps its times in UTC.
 */
export async function activityByHour(field: FieldDatabase): Promise<{ hourOfWeekUtc: number; count: number }[]> {
  const rows = await inField(
    () => field<{ hourOfWeekUtc: number; count: number }[]>`
    with written as (
      select updated_at as at from projects union all select updated_at from contacts union all select updated_at from users
      union all select updated_at from account_users union all select updated_at from companies
    ), changed as (
      select at from written where at <= clock_timestamp() at time zone 'UTC'
    ), recent as (
      select at from changed where at > (select max(at) from changed) - interval '8 weeks'
    )
    select ((extract(isodow from at)::int - 1) * 24 + extract(hour from at)::int) as "hourOfWeekUtc", count(*)::int as count
    from recent group by 1 order by 1`,
  );
  return [...rows];
}
