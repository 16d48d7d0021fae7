import type { Queryable } from '../hq-db/connections.ts';

export interface QueueFigures {
  /** Records that Field has not acknowledged, without the refused ones. */
  waiting: number;
  refused: number;
  /** Age of the oldest waiting record, in seconds; 0 when none waits. */
  oldestSeconds: number;
}

export interface QueueLine {
  entity: string;
  recordId: string;
  name: string | null;
  /** HQ has taken it out, and Field is to follow. */
  isRemoved: boolean;
  since: Date;
  attempts: number;
  /** Why Field has not got it yet; null while it is on its way. */
  waitsBecause: string | null;
  /** Why Field refuses it. */
  refusedBecause: string | null;
}

export async function queueFigures(sql: Queryable): Promise<QueueFigures> {
  const [row] = await sql.unsafe<QueueFigures[]>(
    `select count(*) filter (where refused_because is null)::int as waiting, count(*) filter (where refused_because is not null)::int as refused,
       coalesce(extract(epoch from clock_timestamp() - min(since) filter (where refused_because is null)), 0)::float8 as "oldestSeconds"
     from provisioning`,
  );
  return row as QueueFigures;
}

/** What waits for Field, refused records first, then the oldest. */
export async function queueLines(sql: Queryable, limit: number): Promise<QueueLine[]> {
  return [
    ...(await sql.unsafe<QueueLine[]>(
      `select p.entity, p.record_id as "recordId", coalesce(a.name, j.name) as name, p.is_removed as "isRemoved", p.since, p.attempts,
         p.waits_because as "waitsBecause", p.refused_because as "refusedBecause"
       from provisioning p
       left join accounts a on p.entity = 'account' and a.id = p.record_id
       left join projects j on p.entity = 'project' and j.id = p.record_id
       order by p.refused_because is null, p.since limit $1`,
      [limit],
    )),
  ];
}
