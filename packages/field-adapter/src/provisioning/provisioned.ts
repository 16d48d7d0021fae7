import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';

/** What Field remembers of a record that HQ has put. */
export interface Provisioned {
  externalId: string;
  revision: number;
  /** Guid of the administrator's login that the put named. */
  administrator: string | null;
}

type PutEntity = 'account' | 'project';

/** Idempotent; part of what `install` adds to Field. */
export async function createProvisionedTable(sql: FieldSession): Promise<void> {
  await sql`
    create table if not exists outbound.provisioned (
      entity text not null,
      hq_id text collate "C" not null,
      external_id text collate "C" not null,
      revision bigint not null,
      administrator text collate "C",
      at timestamptz not null default clock_timestamp(),
      primary key (entity, hq_id)
    )`;
}

/** One put of a record at a time, for the rest of the transaction: the row to lock may not exist yet. */
export async function takeTurns(sql: FieldSession, words: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`provisioning ${words}`}, 0))`;
}

export async function findProvisioned(sql: FieldSession, entity: PutEntity, hqId: string): Promise<Provisioned | null> {
  const [row] = await sql<{ externalId: string; revision: string; administrator: string | null }[]>`
    select external_id as "externalId", revision, administrator from outbound.provisioned where entity = ${entity} and hq_id = ${hqId}`;
  return row === undefined ? null : { ...row, revision: Number(row.revision) };
}

export async function rememberProvisioned(sql: FieldSession, entity: PutEntity, hqId: string, put: Provisioned): Promise<void> {
  await sql`
    insert into outbound.provisioned (entity, hq_id, external_id, revision, administrator)
    values (${entity}, ${hqId}, ${put.externalId}, ${put.revision}, ${put.administrator})
    on conflict (entity, hq_id) do update set external_id = excluded.external_id, revision = excluded.revision,
      administrator = coalesce(excluded.administrator, provisioned.administrator), at = clock_timestamp()`;
}

/** When HQ put or took out something last; null: never, or this Field was prepared by a release that took nothing. Throws FieldError. */
export async function lastPut(field: FieldDatabase): Promise<Date | null> {
  return inField(async () => {
    const [table] = await field<{ isThere: boolean }[]>`select to_regclass('outbound.provisioned') is not null as "isThere"`;
    if (!table?.isThere) return null;
    const [row] = await field<{ at: Date | null }[]>`select max(at) as at from outbound.provisioned`;
    return row?.at ?? null;
  });
}
