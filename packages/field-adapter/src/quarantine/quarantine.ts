import type { Entity, RecordKey } from '@hq-field/contracts';
import type postgres from 'postgres';
import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { unassignedAccount } from '../field-db/records.ts';
import type { Refusal } from '../mapping/mapped.ts';
import { unnamedOf, wholeAccounts } from '../outbox/touched-records.ts';
import { touch } from '../outbox/touches.ts';

/** A record and the account that its entry names. */
export type AccountedKey = RecordKey & { account: string | null };

/** A record that was refused at a version. */
export interface Refused {
  entity: Entity;
  externalId: string;
  account: string | null;
  refusal: Refusal;
}

/**
 * Puts records into quarantine. An entry of a newer version stays: it was refused, or mended and refused again, later than this one. Returns
 * those that were not in quarantine before, and those that come to wait for another record: it may have been mended before anybody knew that they wait.
 */
export async function quarantine(sql: FieldSession, version: number, refused: readonly Refused[]): Promise<AccountedKey[]> {
  if (refused.length === 0) return [];
  const aside = await sql<AccountedKey[]>`
    with put as (
      insert into outbound.quarantine (entity, external_id, account, version, code, field, message, blocker_entity, blocker_external_id)
      select * from unnest(
        ${refused.map((one) => one.entity)}::text[], ${refused.map((one) => one.externalId)}::text[], ${refused.map((one) => one.account)}::text[],
        ${refused.map(() => version)}::bigint[], ${refused.map((one) => one.refusal.code)}::text[], ${refused.map((one) => one.refusal.field)}::text[],
        ${refused.map((one) => one.refusal.message)}::text[], ${refused.map((one) => one.refusal.blocker?.entity ?? null)}::text[],
        ${refused.map((one) => one.refusal.blocker?.externalId ?? null)}::text[])
      order by 1, 2
      on conflict (entity, external_id) do update set
        account = coalesce(excluded.account, quarantine.account), version = excluded.version, code = excluded.code, field = excluded.field,
        message = excluded.message, blocker_entity = excluded.blocker_entity, blocker_external_id = excluded.blocker_external_id, times = quarantine.times + 1
      where quarantine.version <= excluded.version
      returning entity, external_id, account, blocker_entity, blocker_external_id, xmax = 0 as is_new
    )
    -- This still sees the table as it was before the insert.
    select put.entity, put.external_id as "externalId", put.account
    from put left join outbound.quarantine stood using (entity, external_id)
    where put.is_new or put.blocker_entity is not null
      and (put.blocker_entity, put.blocker_external_id) is distinct from (stood.blocker_entity, stood.blocker_external_id)`;
  return [...aside];
}

/** Whether any of the records is in quarantine, or somebody there waits for it. */
export async function concernsQuarantine(sql: FieldSession, records: readonly RecordKey[]): Promise<boolean> {
  if (records.length === 0) return false;
  const [row] = await sql<{ concerned: boolean }[]>`
    with named as materialized (
      select * from unnest(${records.map((one) => one.entity)}::text[], ${records.map((one) => one.externalId)}::text[]) as r (entity, external_id)
    )
    select exists (
      select from named r join outbound.quarantine q on q.entity = r.entity and q.external_id = r.external_id
      union all
      select from named r join outbound.quarantine q on q.blocker_entity = r.entity and q.blocker_external_id = r.external_id
    ) as concerned`;
  return row?.concerned === true;
}

/** Takes records out of quarantine that HQ holds, or that are gone, at a version newer than their refusal. Returns those that left. */
export async function leaveQuarantine(sql: FieldSession, version: number, records: readonly RecordKey[]): Promise<RecordKey[]> {
  if (records.length === 0) return [];
  return sql<RecordKey[]>`
    delete from outbound.quarantine q
    using unnest(${records.map((one) => one.entity)}::text[], ${records.map((one) => one.externalId)}::text[]) as r (entity, external_id)
    where q.entity = r.entity and q.external_id = r.external_id and q.version < ${version}
    returning q.entity, q.external_id as "externalId"`;
}

/** Records that wait in quarantine for one of the given records. */
export function waitingFor(sql: FieldSession, records: readonly RecordKey[]): Promise<AccountedKey[]> {
  return sql<AccountedKey[]>`
    select q.entity, q.external_id as "externalId", q.account
    from outbound.quarantine q
    join unnest(${records.map((one) => one.entity)}::text[], ${records.map((one) => one.externalId)}::text[]) as r (entity, external_id)
      on q.blocker_entity = r.entity and q.blocker_external_id = r.external_id`.then((rows) => [...rows]);
}

/** Those of the given records that are in quarantine. */
export function inQuarantine(sql: FieldSession, records: readonly RecordKey[]): Promise<RecordKey[]> {
  return sql<RecordKey[]>`
    select q.entity, q.external_id as "externalId"
    from outbound.quarantine q
    join unnest(${records.map((one) => one.entity)}::text[], ${records.map((one) => one.externalId)}::text[]) as r (entity, external_id)
      on q.entity = r.entity and q.external_id = r.external_id`.then((rows) => [...rows]);
}

/** Those of the records in quarantine whose blocker is in quarantine no more. */
export async function withoutBlocker(sql: FieldSession, records: readonly RecordKey[]): Promise<AccountedKey[]> {
  if (records.length === 0) return [];
  return sql<AccountedKey[]>`
    select q.entity, q.external_id as "externalId", q.account
    from unnest(${records.map((one) => one.entity)}::text[], ${records.map((one) => one.externalId)}::text[]) as r (entity, external_id)
    join outbound.quarantine q on q.entity = r.entity and q.external_id = r.external_id
    where not exists (select from outbound.quarantine b where b.entity = q.blocker_entity and b.external_id = q.blocker_external_id)`;
}

export interface QuarantineEntry {
  entity: Entity;
  externalId: string;
  account: string | null;
  code: string;
  field: string | null;
  message: string;
  since: Date;
  times: number;
}

export interface QuarantineFilter {
  code?: string | undefined;
  entity?: string | undefined;
  account?: string | undefined;
  externalId?: string | undefined;
}

export async function quarantineByReason(field: FieldDatabase): Promise<{ code: string; entity: string; records: number }[]> {
  return inField(
    () => field<{ code: string; entity: string; records: number }[]>`
    select code, entity, count(*)::int as records from outbound.quarantine group by code, entity order by records desc, code, entity`,
  );
}

/** Entries in the order of entity and externalId, `limit` at most, behind the key of `after`. */
export async function listQuarantine(
  field: FieldDatabase,
  filter: QuarantineFilter & { limit?: number | undefined; after?: RecordKey | undefined },
): Promise<QuarantineEntry[]> {
  return inField(
    () => field<QuarantineEntry[]>`
    select entity, external_id as "externalId", account, code, field, message, since, times
    from outbound.quarantine
    where ${matches(field, filter)} and ${isBehind(field, filter.after)}
    order by entity, external_id limit ${filter.limit ?? 100}`,
  );
}

/** How many entries are in quarantine, of those that came after `since`, and for another reason of refusal than the one they are excepted for. */
export async function countQuarantine(
  field: FieldDatabase,
  { since, except }: { since: Date | null; except: readonly { entity: string; externalId: string; code: string }[] },
): Promise<number> {
  const [row] = await inField(
    () => field<{ records: number }[]>`
    select count(*)::int as records from outbound.quarantine q
    where (${since}::timestamptz is null or q.since > ${since}) and not exists (
      select from unnest(${except.map((one) => one.entity)}::text[], ${except.map((one) => one.externalId)}::text[], ${except.map((one) => one.code)}::text[])
        as e (entity, external_id, code)
      where e.entity = q.entity and e.external_id = q.external_id and e.code = q.code
    )`,
  );
  return row?.records ?? 0;
}

export async function quarantinedKeys(field: FieldDatabase): Promise<AccountedKey[]> {
  return inField(() => field<AccountedKey[]>`select entity, external_id as "externalId", account from outbound.quarantine`);
}

/** Puts the records into the outbox: they are tried again, and leave quarantine when HQ takes them. Returns how many. */
export function releaseQuarantine(field: FieldDatabase, filter: QuarantineFilter): Promise<number> {
  return inField(() => despiteDeadlocks(() => touchQuarantined(field, filter)));
}

/** The same within a transaction. What waits already is held until it ends, so that nobody sends it as it was. */
export async function touchQuarantined(sql: FieldSession, filter: QuarantineFilter): Promise<number> {
  return touch(sql, null, sql`select entity, external_id, ${addressee(sql)} from outbound.quarantine where ${matches(sql, filter)}`);
}

/**
 * Puts into the outbox what a walk of accounts refused, and what an older version refused in these accounts: the walk has sent that, or it is gone, or it
 * was refused before the walk was interrupted.
 */
export async function releaseRefusals(field: FieldDatabase, accounts: readonly string[], version: number): Promise<void> {
  await touch(
    field,
    null,
    field`
    select entity, external_id, ${addressee(field)} from outbound.quarantine
    where ${isIn(field, accounts)} and (version < ${version} or version = ${version} and code <> 'parent_quarantined')`,
  );
}

/**
 * Children that a walk of accounts put aside with their parents, up to the walk's version, in pages of `size`. They come back with their
 * parents, except those that Field had lost when they were put aside.
 */
export function asideWithParents(
  field: FieldDatabase,
  accounts: readonly string[],
  version: number,
  size: number,
): AsyncGenerator<AccountedKey[]> {
  return inPages(field, field`${isIn(field, accounts)} and version <= ${version} and code = 'parent_quarantined'`, size);
}

/**
 * Records of accounts that the live stream put aside when they were in none, after a walk's version, in pages of `size`. What has come into an account
 * since was sent by its walk with an older version. Each record of the accounts is looked up, not each entry: walks are many, and their entries few.
 */
export async function* asideWithoutAccount(
  field: FieldDatabase,
  accounts: readonly string[],
  version: number,
  size: number,
): AsyncGenerator<AccountedKey[]> {
  const ids = field`select a.id from accounts a where a.guid = any(${[...accounts]}::bpchar[])`;
  const inNone = field`version > ${version} and account is null and entity <> 'user'`;
  const found = await field<AccountedKey[]>`
    select distinct q.entity, q.external_id as "externalId", q.account
    from (${wholeAccounts(field, ids)} union all ${unnamedOf(field, ids)}) r (entity, external_id, account)
    cross join lateral (
      select * from outbound.quarantine where entity = r.entity and external_id = r.external_id collate "C" and ${inNone} offset 0
    ) q
    where exists (select from outbound.quarantine where ${inNone})`;
  for (let from = 0; from < found.length; from += size) yield found.slice(from, from + size);
}

async function* inPages(field: FieldDatabase, condition: postgres.Fragment, size: number): AsyncGenerator<AccountedKey[]> {
  for (let after: RecordKey | undefined; ; ) {
    const page: AccountedKey[] = await field<AccountedKey[]>`
      select entity, external_id as "externalId", account from outbound.quarantine
      where ${condition} and ${isBehind(field, after)}
      order by entity, external_id limit ${size}`;
    if (page.length > 0) yield page;
    after = page.at(-1);
    if (after === undefined || page.length < size) return;
  }
}

/** The account whose state decides about an entry: people are nobody's, what has no account is of the unassigned unit. */
function addressee(sql: FieldSession) {
  return sql`case when entity = 'user' then null else coalesce(account, ${unassignedAccount}) end`;
}

/** What is in the accounts by its entry: in the unassigned unit if it is in none. People are nobody's. */
function isIn(sql: FieldSession, accounts: readonly string[]) {
  const orInNone = accounts.includes(unassignedAccount) ? sql`or account is null` : sql``;
  return sql`entity <> 'user' and (account = any(${[...accounts]}::text[]) ${orInNone})`;
}

/** In the order of the primary key, so that a page ends the reading. */
function isBehind(sql: FieldSession, after: RecordKey | undefined) {
  return after === undefined ? sql`true` : sql`(entity, external_id) > (${after.entity}, ${after.externalId})`;
}

function matches(sql: FieldSession, filter: QuarantineFilter) {
  return sql`(${filter.code ?? null}::text is null or code = ${filter.code ?? null})
    and (${filter.entity ?? null}::text is null or entity = ${filter.entity ?? null})
    and (${filter.account ?? null}::text is null or account = ${filter.account ?? null})
    and (${filter.externalId ?? null}::text is null or external_id = ${filter.externalId ?? null})`;
}
