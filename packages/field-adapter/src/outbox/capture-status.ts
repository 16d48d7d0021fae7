import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { captureDigest } from './capture-digest.ts';
import { capturedTables } from './captured-tables.ts';
import { captureEvents } from './capture-triggers.ts';
import { currentVersion } from './versions.ts';

/** Rows of each of the two tables of the outbox that are looked at to tell how it is: somebody asks every other second. */
const rowsRead = 10_000;

export interface CaptureStatus {
  installed: boolean;
  /** Whether what is installed is what this release installs. */
  isCurrent: boolean;
  /** It was ended for good, and what HQ puts to Field is taken as before. */
  isRetired: boolean;
  /** Captured tables that lack a trigger of capture, or have one that is switched off: their changes are not seen. */
  blind: string[];
  /** Captured rows and records that wait or are claimed. Where there are more than 10,000 of either, as many as Field's statistics know of. */
  outboxRows: number;
  /** Age of the oldest of those that go first. */
  oldestSeconds: number | null;
  claimedRows: number;
  lastVersion: number;
  quarantined: number;
  /** Captured tables that somebody truncated: their records must be touched or looked at by a person. */
  truncated: string[];
}

/** Throws FieldError. */
export async function captureStatus(field: FieldDatabase): Promise<CaptureStatus> {
  return inField(() => readStatus(field));
}

async function readStatus(field: FieldDatabase): Promise<CaptureStatus> {
  const [there] = await field<{ installed: boolean; isKept: boolean }[]>`
    select to_regclass('outbound.installed') is not null as installed, to_regclass('outbound.provisioned') is not null as "isKept"`;
  if (!there?.installed)
    return {
      installed: false,
      isCurrent: false,
      isRetired: there?.isKept === true,
      blind: [],
      outboxRows: 0,
      oldestSeconds: null,
      claimedRows: 0,
      lastVersion: 0,
      quarantined: 0,
      truncated: [],
    };
  // Not prepared: a plan from when next to nothing waited would sort all that waits now.
  const [row] = await field.unsafe<
    {
      changes: number;
      touches: number;
      claimed: number;
      oldest: number | null;
      quarantined: number;
      truncated: string[];
      blind: string[];
      digest: string | null;
    }[]
  >(
    `
    select
      case when c.rows < ${rowsRead} then c.rows else greatest(c.rows, pg_stat_get_live_tuples('outbound.changes'::regclass))::int end as changes,
      case when t.rows < ${rowsRead} then t.rows else greatest(t.rows, pg_stat_get_live_tuples('outbound.touches'::regclass))::int end as touches,
      t.claimed,
      extract(epoch from clock_timestamp() - least(c.since, t.since, again.since))::float8 as oldest,
      (select count(*)::int from outbound.quarantine) as quarantined,
      (select coalesce(array_agg(distinct table_name), '{}') from outbound.truncations) as truncated,
      (
        select coalesce(array_agg(t.name), '{}') from unnest($1::text[]) as t (name)
        where (
          select count(*) from pg_trigger g
          where g.tgrelid = to_regclass(quote_ident(t.name)) and g.tgname = any($2::text[]) and g.tgenabled = 'A'
        ) < cardinality($2::text[])
      ) as blind,
      -- An older release had no such column.
      (select to_jsonb(i) ->> 'digest' from outbound.installed i order by at desc limit 1) as digest
    from
      (select count(*)::int as rows, min(captured_at) as since from (select captured_at from outbound.changes limit ${rowsRead}) first) c,
      (
        select count(*)::int as rows, count(*) filter (where claimed_until > clock_timestamp())::int as claimed, min(captured_at) as since
        from (select captured_at, claimed_until from outbound.touches order by again, id limit ${rowsRead}) first
      ) t,
      (select (select captured_at from outbound.touches where again order by id limit 1) as since) again`,
    [capturedTables.map(({ name }) => name), captureEvents.map((event) => `outbound_${event}`)],
  );
  if (row === undefined) throw new Error('a query without rows');
  return {
    installed: true,
    isCurrent: row.digest === captureDigest,
    isRetired: false,
    blind: row.blind,
    outboxRows: row.changes + row.touches,
    oldestSeconds: row.oldest,
    claimedRows: row.claimed,
    lastVersion: await currentVersion(field),
    quarantined: row.quarantined,
    truncated: row.truncated,
  };
}

/** Whether nothing waits or is claimed. Throws FieldError. */
export async function isOutboxEmpty(field: FieldDatabase): Promise<boolean> {
  const [row] = await inField(
    () => field<{ empty: boolean }[]>`
    select not exists (select from outbound.changes) and not exists (select from outbound.touches) as empty`,
  );
  return row?.empty === true;
}

/**
 * A place in the outbox: everything captured before now is at or below it. Touches and captured rows are numbered apart, so the mark is
 * a time of the Field database. When its clock jumps back, what was captured before has a time to come: that is at or below every mark.
 * Throws FieldError.
 */
export async function outboxMark(field: FieldDatabase): Promise<bigint> {
  const [row] = await inField(() => field<{ mark: string }[]>`select (extract(epoch from clock_timestamp()) * 1000000)::bigint as mark`);
  return BigInt(row?.mark ?? '0');
}

/** Nothing that was captured up to the mark waits or is claimed any more. Throws FieldError. */
export async function outboxDrained(field: FieldDatabase, mark: bigint): Promise<boolean> {
  const [row] = await inField(
    () => field<{ left: boolean }[]>`
    with at as (select to_timestamp(${String(mark)}::numeric / 1000000) as mark)
    select exists (select from outbound.changes c, at where c.captured_at <= at.mark or c.captured_at > clock_timestamp())
      or exists (select from outbound.touches t, at where t.captured_at <= at.mark or t.captured_at > clock_timestamp()) as left`,
  );
  return row?.left === false;
}

/** The place of the oldest entry that waits or is claimed, or the place of now when there is none: all marks below it are drained. Throws FieldError. */
export async function oldestWaiting(field: FieldDatabase): Promise<bigint> {
  const [row] = await inField(
    () => field<{ mark: string }[]>`
    with waiting as (select captured_at as at from outbound.changes union all select captured_at from outbound.touches)
    select (extract(epoch from least(clock_timestamp(), (select min(case when at > clock_timestamp() then to_timestamp(0) else at end) from waiting))) * 1000000)::bigint as mark`,
  );
  return BigInt(row?.mark ?? '0');
}
