import type { PutAccountInput, PutProjectInput, RemoveInput } from '@hq-field/contracts';
import { account } from '../apply/definitions/account.ts';
import { project } from '../apply/definitions/project.ts';
import { readable } from '../apply/definitions/stored-field.ts';
import type { Queryable, Sql } from '../hq-db/connections.ts';
import type { Waiting } from './outbox.ts';

/** What is sent for a record; or why nothing is: Field itself has deleted it, or another record must be in Field first. */
export type ReadPut =
  | { kind: 'account'; input: PutAccountInput }
  | { kind: 'project'; input: PutProjectInput }
  | { kind: 'removed'; input: RemoveInput }
  | { kind: 'gone' }
  | { kind: 'waits'; reason: string };

const stored = {
  account: account.stored.map((field) => `${readable('r', field)} as "${field.field}"`).join(', '),
  project: project.stored.map((field) => `${readable('r', field)} as "${field.field}"`).join(', '),
};

/**
 * Draws a revision, then reads. The two may never be swapped: of two deliveries of a record, the one with the higher revision has
 * read later, and Field keeps that one.
 */
export async function readPut(sql: Sql, waiting: Waiting): Promise<ReadPut> {
  const { entity, recordId, isRemoved, externalId } = waiting;
  const [drawn] = await sql.unsafe<{ revision: string }[]>(`select nextval('provisioning_revisions') as revision`);
  const head = { source: 'hq' as const, revision: Number(drawn?.revision) };
  if (isRemoved) return { kind: 'removed', input: { ...head, entity, hqId: recordId, externalId } };
  const administrator = await readAdministrator(sql, waiting);
  if (entity === 'account') {
    const [row] = await sql.unsafe<PutAccountInput['account'][]>(
      `select ${stored.account}, r.id as "hqId" from accounts r where r.id = $1::uuid`,
      [recordId],
    );
    return row === undefined ? { kind: 'gone' } : { kind: 'account', input: { ...head, account: row, administrator } };
  }
  const [row] = await sql.unsafe<(PutProjectInput['project'] & { account: string | null })[]>(
    `select ${stored.project}, a.external_id as account, r.id as "hqId" from projects r join accounts a on a.id = r.account_id where r.id = $1::uuid`,
    [recordId],
  );
  if (row === undefined) return { kind: 'gone' };
  if (row.account === null) return { kind: 'waits', reason: 'its account is not in Field yet' };
  return { kind: 'project', input: { ...head, project: row, administrator } };
}

const administers = {
  account: `account_members m where m.account_id = $2::uuid and m.user_id = u.id and m.role = 'account_admin' and m.status <> 'inactive'`,
  project: `project_members m where m.project_id = $2::uuid and m.user_id = u.id and m.access_level = 'project_admin' and m.status = 'active'`,
};

/** The person to be named; null when there is none, or when that person administers the record no more. */
async function readAdministrator(
  sql: Queryable,
  { entity, recordId, administratorId }: Waiting,
): Promise<PutAccountInput['administrator']> {
  if (administratorId === null) return null;
  const [row] = await sql.unsafe<NonNullable<PutAccountInput['administrator']>[]>(
    `select u.email, u.autodesk_id as "autodeskId", u.oxygen_uid as "oxygenUid", u.first_name as "firstName", u.last_name as "lastName", u.phone,
       u.job_title as "jobTitle"
     from users u where u.id = $1::uuid and exists (select from ${administers[entity]})`,
    [administratorId, recordId],
  );
  return row ?? null;
}
