import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

export interface AccountBacklog {
  /** Records of the account that wait to be sent. */
  waiting: number;
  /** Age of the oldest of them. */
  lagSeconds: number | null;
  quarantined: number;
}

/** What waits and what is in quarantine, by account; accounts without either are absent. Needs capture. */
export async function accountBacklog(field: FieldDatabase): Promise<Map<string, AccountBacklog>> {
  const rows = await inField(
    () => field<({ account: string } & AccountBacklog)[]>`
    select account, sum(waiting)::int as waiting, max(lag) as "lagSeconds", sum(quarantined)::int as quarantined from (
      select account, count(*) as waiting, extract(epoch from clock_timestamp() - min(captured_at))::float8 as lag, 0 as quarantined
      from outbound.touches where account is not null group by account
      union all select account, 0, null, count(*) from outbound.quarantine where account is not null group by account
    ) each group by account`,
  );
  return new Map(rows.map(({ account, ...backlog }) => [account, backlog]));
}
