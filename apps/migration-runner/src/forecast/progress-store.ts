import type { RunnerDatabase } from '../database/open-runner.ts';
import { type Forecast, forecast, type Stretch } from './forecast.ts';

/** Where the run stood at a moment. */
export interface Progress {
  at: Date;
  working: boolean;
  records: number;
  accounts: number;
  leftRecords: number;
  leftAccounts: number;
  outbox: number;
  quarantined: number;
  failed: number;
  dead: number;
  eta: number | null;
}

/** From row to row: a quarter of a second in the first 10, where much is foretold from little, 2 seconds from 80 on, a minute after some hours. */
const shortestSeconds = 0.25;
const usualSeconds = 2;
const longestSeconds = 60;
const keptDays = 60;
const lock = 7_340_024;

/**
 * What is done and left now, of all accounts, enqueued or not; what is sent once more is left until it is. What is left is corrected by how many records
 * the walked accounts had for their size.
 */
export async function readProgress(
  runner: Pick<RunnerDatabase, 'unsafe'>,
): Promise<Pick<Progress, 'working' | 'records' | 'accounts' | 'leftRecords' | 'leftAccounts' | 'failed'>> {
  const [row] = await runner.unsafe<Awaited<ReturnType<typeof readProgress>>[]>(`
    with counted as (
      select bool_or(state = 'backfilling' and lease_until > clock_timestamp()) as working, sum(records)::float8 as records,
        count(*) filter (where is_walked)::int as accounts,
        count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where is_left)::int as left_accounts,
        sum(greatest(size - of_walk, 0)) filter (where is_left)::float8 as left_size,
        sum(of_walk) filter (where is_walked)::float8 / nullif(sum(size) filter (where is_walked), 0) as per_size
      from (
        select *, records - records_before as of_walk, state in ('planned', 'backfilling') or again as is_left,
          state in ('catching-up', 'live') and not again as is_walked
        from migration.accounts
      ) a
    )
    select coalesce(working, false) as working, coalesce(records, 0) as records, accounts, failed, left_accounts as "leftAccounts",
      coalesce(left_size * coalesce(per_size, 1), 0)::float8 as "leftRecords"
    from counted`);
  if (row === undefined) throw new Error('a query without rows');
  return row;
}

/** Stretches between the kept rows in which accounts were walked; from the accounts themselves when there are none, as after a few small ones. */
export async function readStretches(runner: Pick<RunnerDatabase, 'unsafe'>): Promise<Stretch[]> {
  const rows = await runner.unsafe<Stretch[]>(`
    select extract(epoch from at - lag(at) over w)::float8 as seconds, (records - lag(records) over w)::float8 as records, accounts - lag(accounts) over w as accounts,
      workers, fibres, working or lag(working) over w as working
    from migration.progress window w as (order by at)`);
  const stretches = rows.filter((row) => row.seconds !== null && (row as Stretch & { working: boolean }).working && row.records >= 0);
  if (stretches.some(({ records }) => records > 0)) return stretches;
  const spans = await runner.unsafe<{ from: number; to: number; records: number }[]>(`
    select extract(epoch from started_at)::float8 as from, extract(epoch from walked_at)::float8 as to, records::float8 as records
    from migration.accounts where walked_at is not null and started_at is not null order by started_at`);
  let seconds = 0;
  let reached = 0;
  for (const { from, to } of spans) {
    seconds += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return spans.length === 0
    ? []
    : [{ seconds, records: spans.reduce((sum, span) => sum + span.records, 0), accounts: spans.length, workers: 1, fibres: 1 }];
}

export async function readForecast(runner: Pick<RunnerDatabase, 'unsafe'>): Promise<Forecast | null> {
  const [{ leftRecords, leftAccounts }, stretches] = await Promise.all([readProgress(runner), readStretches(runner)]);
  return forecast(stretches, { records: leftRecords, accounts: leftAccounts });
}

/** Keeps where the run stands, with what the forecast says, unless a host has just done so. */
export async function keepProgress(
  runner: RunnerDatabase,
  counts: { outbox: number; quarantined: number; dead: number; workers: number; fibres: number },
): Promise<void> {
  await runner.begin(async (sql) => {
    const [free] = await sql<{ due: boolean }[]>`
      select pg_try_advisory_xact_lock(${lock}) and not exists (
        select from migration.progress
        where at > clock_timestamp() - make_interval(secs => least(${longestSeconds}, greatest(${shortestSeconds}, least(${usualSeconds}, age / 40), age / 200))::float8)) as due
      from (select extract(epoch from clock_timestamp() - min(at)) as age from migration.progress) p`;
    if (free?.due !== true) return;
    const now = await readProgress(sql);
    const [kept] = await sql<{ at: string }[]>`
      insert into migration.progress (working, records, accounts, left_records, left_accounts, failed, outbox, quarantined, dead, workers, fibres)
      values (${now.working}, ${Math.round(now.records)}, ${now.accounts}, ${Math.round(now.leftRecords)}, ${now.leftAccounts}, ${now.failed}, ${counts.outbox}, ${counts.quarantined},
        ${counts.dead}, ${counts.workers}, ${counts.fibres})
      returning at::text`;
    // The time goes as text: a date of JavaScript has no microseconds. What was measured until now counts too: at the beginning it may be most of all.
    const said = forecast(await readStretches(sql), { records: now.leftRecords, accounts: now.leftAccounts });
    await sql`
      update migration.progress set eta_low = ${said?.low ?? null}, eta = ${said?.seconds ?? null}, eta_high = ${said?.high ?? null}
      where at = ${kept?.at ?? null}::text::timestamptz`;
    await sql`delete from migration.progress where at < clock_timestamp() - make_interval(days => ${keptDays})`;
  });
}

/** The kept row that is nearest to so many hours ago, at least half of that old; null when none is. */
export async function progressBefore(runner: RunnerDatabase, hours: number): Promise<Progress | null> {
  const [row] = await runner<Progress[]>`
    select at, working, records::float8 as records, accounts, left_records::float8 as "leftRecords", left_accounts as "leftAccounts", outbox, quarantined, failed, dead, eta
    from migration.progress where at < clock_timestamp() - make_interval(secs => ${hours * 1800}::float8)
    order by abs(extract(epoch from clock_timestamp() - at) - ${hours * 3600}::float8) limit 1`;
  return row ?? null;
}

/**
 * How far off the forecasts were, as a share of the whole time: their ends against the end, or against what is foretold now while it
 * lasts; the middle one of them. Time in which nothing went on is left out, as forecasts leave it out: nobody foretells a pause. While hosts
 * work, rows are a minute apart at most, so that of a longer time without a row a minute counts. Null when there were none.
 */
export async function forecastError(runner: RunnerDatabase, endsIn: number | null): Promise<number | null> {
  const [row] = await runner<{ error: number | null }[]>`
    with stretches as (
      select *, case when records > lag(records) over w or accounts > lag(accounts) over w
        then least(extract(epoch from at - lag(at) over w), ${longestSeconds}::float8) else 0 end as seconds
      from migration.progress where records > 0 window w as (order by at)
    ), progress as (
      select *, sum(seconds) over (order by at) as moved from stretches
    ), run as (
      select min(at) as ended, coalesce(min(moved), (select max(moved) from progress) + ${endsIn ?? 0}::float8) as seconds
      from progress where left_accounts = 0 and not working
    )
    select percentile_cont(0.5) within group (order by abs(p.moved + p.eta - r.seconds) / nullif(r.seconds, 0)) as error
    from progress p, run r where p.eta is not null and p.left_accounts > 0 and (r.ended is null or p.at < r.ended)`;
  return row?.error ?? null;
}

/** What was foretold at a moment of a run that has ended (as it went then, at best, at worst), and what came, in seconds. */
export interface Foretold {
  foretold: number;
  low: number;
  high: number;
  took: number;
}

/** The first forecast after a share of the records of a run, which ended with its last account. Null without one. */
export async function foretoldAfter(runner: RunnerDatabase, share: number): Promise<Foretold | null> {
  const [row] = await runner<Foretold[]>`
    with run as (select (select max(records) from migration.progress) as records, (select max(walked_at) from migration.accounts) as ended)
    select p.eta::float8 as foretold, p.eta_low::float8 as low, p.eta_high::float8 as high, extract(epoch from r.ended - p.at)::float8 as took
    from migration.progress p, run r
    where p.eta is not null and p.records >= ${share}::float8 * r.records and p.at < r.ended
    order by p.at limit 1`;
  return row ?? null;
}
