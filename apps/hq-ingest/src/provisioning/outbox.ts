import { keepProjectIds } from '../apply/tombstones/keep-project-ids.ts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import type { Queryable, Sql } from '../hq-db/connections.ts';

export type ProvisionedEntity = 'account' | 'project';

/** A record that waits for Field. */
export interface Waiting {
  entity: ProvisionedEntity;
  /** HQ's id. */
  recordId: string;
  /** HQ's id of the user to be named as administrator. */
  administratorId: string | null;
  /** HQ has taken it out; `externalId` is what Field calls it then, null when Field has not acknowledged it. */
  isRemoved: boolean;
  externalId: string | null;
  /** Drawn with each change: no two changes of a record have the same, also when it was delivered between them. */
  change: number;
  attempts: number;
  /** A moment before it is read and sent. */
  claimedAt: string;
}

export const provisioningChannel = 'provisioning';

/** Of a row `w`, as SQL: Field may have the record, whatever HQ has heard. It is on its way, or an answer to it was lost; a refusal of a later state of it does not say that Field has none. */
export const mayBeInField = '(w.claimed_until is not null or w.is_answer_lost)';

/** Puts a record into the outbox, in the transaction of its change. A record waits once; a refused one is tried again. */
export async function provision(
  sql: Queryable,
  entity: ProvisionedEntity,
  recordId: string,
  administratorId: string | null,
): Promise<void> {
  await sql.unsafe(
    `insert into provisioning (entity, record_id, administrator_id, change) values ($1, $2::uuid, $3::uuid, nextval('provisioning_revisions'))
     on conflict (entity, record_id) do update set
       change = excluded.change, administrator_id = coalesce(excluded.administrator_id, provisioning.administrator_id),
       attempts = 0, next_attempt_at = clock_timestamp(), waits_because = null, refused_because = null`,
    [entity, recordId, administratorId],
  );
  await sql.unsafe(`select pg_notify('${provisioningChannel}', '')`);
}

/**
 * Takes a record out and puts that into the outbox, in the transaction of the change; what waited of it before is not sent any more. Projects that Field
 * brings back, because the removal was given up, find their ids known.
 */
export async function takeOut(sql: Queryable, entity: ProvisionedEntity, recordId: string): Promise<void> {
  await provision(sql, entity, recordId, null);
  await keepProjectIds(sql, entity, [recordId]);
  const table = entity === 'account' ? 'accounts' : 'projects';
  await sql.unsafe(
    `with gone as (delete from ${table} where id = $2::uuid returning external_id)
     update provisioning set is_removed = true, external_id = gone.external_id from gone where entity = $1 and record_id = $2::uuid`,
    [entity, recordId],
  );
}

/**
 * Claims records of an entity that may go now, those whose turn came first: records that wait for another one, and come again and again, take turns
 * with the rest. A claim that is neither settled nor put off runs out by itself; what it has sent, if anything, nobody has heard.
 */
export async function claim(sql: Sql, entity: ProvisionedEntity, limit: number, leaseSeconds: number): Promise<Waiting[]> {
  const rows = await sql.unsafe<(Omit<Waiting, 'change'> & { change: string })[]>(
    `with chosen as (
       select entity, record_id from provisioning
       where entity = $3 and refused_because is null and next_attempt_at <= clock_timestamp() and (claimed_until is null or claimed_until < clock_timestamp())
       order by next_attempt_at, since limit $1 for update skip locked
     )
     update provisioning p set claimed_until = clock_timestamp() + make_interval(secs => $2),
       is_answer_lost = p.is_answer_lost or p.claimed_until is not null
     from chosen c where p.entity = c.entity and p.record_id = c.record_id
     returning p.entity, p.record_id as "recordId", p.administrator_id as "administratorId", p.is_removed as "isRemoved",
       p.external_id as "externalId", p.change, p.attempts,
       clock_timestamp()::text as "claimedAt"`,
    [limit, leaseSeconds, entity],
  );
  return rows.map((row) => ({ ...row, change: Number(row.change) }));
}

/** Takes a record off that Field has acknowledged; when it has changed since it was claimed, it waits again. */
export async function settle(sql: Queryable, { entity, recordId, change }: Waiting): Promise<void> {
  const gone = await sql.unsafe(`delete from provisioning where entity = $1 and record_id = $2::uuid and change = $3`, [
    entity,
    recordId,
    change,
  ]);
  if (gone.count > 0) return;
  await sql.unsafe(
    `update provisioning set claimed_until = null, is_answer_lost = false, next_attempt_at = clock_timestamp() where entity = $1 and record_id = $2::uuid`,
    [entity, recordId],
  );
}

/** Remembers that Field has acknowledged a record, before it is taken off: what was seen to arrive proves the way to Field. */
export async function rememberArrival(sql: Queryable, { entity, recordId }: Waiting, externalId: string): Promise<void> {
  await sql.unsafe(
    `insert into provisioning_arrivals (entity, record_id, external_id) values ($1, $2::uuid, $3)
     on conflict (entity, record_id) do update set external_id = excluded.external_id, arrived_at = clock_timestamp()`,
    [entity, recordId, externalId],
  );
}

/** Whether the record of this name of Field is on its way too, or has arrived since `waiting` was claimed: what Field says of it may be old. */
export async function isOnItsWay(sql: Queryable, { entity, recordId, claimedAt }: Waiting, externalId: string): Promise<boolean> {
  // What Field has made of a record of HQ has HQ's id for its name, also while HQ has not heard it.
  const [row] = await sql.unsafe<{ answer: boolean }[]>(
    `select exists (
       select from provisioning w left join ${entity === 'account' ? 'accounts' : 'projects'} r on r.id = w.record_id
       where w.entity = $1 and w.record_id <> $2::uuid and w.refused_because is null
         and coalesce(w.external_id, r.external_id, w.record_id::text) = $3
     ) or exists (
       select from provisioning_arrivals a
       where a.entity = $1 and a.record_id <> $2::uuid and a.external_id = $3 and a.arrived_at >= $4::text::timestamptz
     ) as answer`,
    [entity, recordId, externalId, claimedAt],
  );
  return row?.answer ?? false;
}

/** Tries a record again later. What waits for another record of HQ has not failed: it is no attempt. An attempt is a put without an answer. */
export async function putOff(
  sql: Queryable,
  { entity, recordId }: Waiting,
  reason: string,
  afterMs: number,
  isAttempt: boolean,
): Promise<void> {
  await sql.unsafe(
    `update provisioning set claimed_until = null, waits_because = $3, attempts = attempts + $4, is_answer_lost = is_answer_lost or $4 > 0,
       next_attempt_at = clock_timestamp() + make_interval(secs => $5::float8 / 1000)
     where entity = $1 and record_id = $2::uuid`,
    [entity, recordId, reason.slice(0, 500), isAttempt ? 1 : 0, afterMs],
  );
}

/** Puts a record aside that Field refuses, until it changes or somebody retries it. */
export async function putAside(sql: Queryable, { entity, recordId, change }: Waiting, reason: string): Promise<void> {
  await sql.unsafe(
    `update provisioning set claimed_until = null, attempts = attempts + 1,
       refused_because = case when change = $3 then $4 end, next_attempt_at = clock_timestamp()
     where entity = $1 and record_id = $2::uuid`,
    [entity, recordId, change, reason.slice(0, 500)],
  );
}

/** Tries refused records again, all of them or those with the given HQ ids. Returns how many. */
export async function retryRefused(sql: Queryable, recordIds: readonly string[] | null): Promise<number> {
  const retried = await sql.unsafe(
    `update provisioning set refused_because = null, attempts = 0, next_attempt_at = clock_timestamp()
     where refused_because is not null and ($1::uuid[] is null or record_id = any($1::uuid[]))`,
    [recordIds === null ? null : arrayLiteral(recordIds)],
  );
  await sql.unsafe(`select pg_notify('${provisioningChannel}', '')`);
  return retried.count;
}
