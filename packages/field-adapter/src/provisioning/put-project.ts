import { nameKey, type Project, type PutOutput, type PutProjectInput } from '@hq-field/contracts';
import { isGivenBack, touchPuts } from '../authority/given-back.ts';
import { hqIdOf } from '../field-db/hq-id-column.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { refreshAddressOwners } from '../identity/addresses.ts';
import { reservedNameKey } from '../mapping/map-project.ts';
import { addressColumns, projectColumns } from './legacy-values.ts';
import { newGuid } from './new-guid.ts';
import { findProvisioned, rememberProvisioned, takeTurns } from './provisioned.ts';
import { putAccountAdministrator, putLogin, putProjectAdministrator } from './put-login.ts';
import { PutRefusedError } from './put-refused-error.ts';
import { sendDifferences } from './send-differences.ts';
import { captured, captureNothing } from './uncaptured.ts';

interface ProjectRow {
  id: string;
  guid: string;
  addressId: string | null;
  /** In small letters. */
  hqIdentifier: string | null;
  living: boolean;
}

/** provisioning.putProject: one transaction. */
export function putProject(field: FieldDatabase, { revision, project, administrator }: PutProjectInput): Promise<PutOutput> {
  const hqId = project.hqId as string;
  return field.begin(async (sql): Promise<PutOutput> => {
    await takeTurns(sql, `project ${hqId}`);
    const known = await findProvisioned(sql, 'project', hqId);
    if (known !== null && known.revision >= revision)
      return {
        outcome: known.revision > revision ? 'stale' : 'unchanged',
        externalId: known.externalId,
        administrator: known.administrator,
      };
    const [account] = await sql<{ id: string }[]>`select id from accounts where guid = ${project.account} and deleted_at is null`;
    if (account === undefined)
      return { outcome: 'deferred', code: 'parent_unknown', field: 'project.account', message: 'Field has no living account of this guid' };
    const before =
      (await findProject(sql, hqId, known?.externalId ?? null, account.id)) ?? (await namesake(sql, account.id, project, hqId));
    // A deletion in Field is on its way to HQ.
    if (before !== null && !before.living) return { outcome: 'stale', externalId: before.guid, administrator: null };
    const isAdopted = before !== null && before.hqIdentifier !== hqId && known === null;
    await captureNothing(sql);
    const row = await write(sql, account.id, before, project, isAdopted);
    const login = administrator === null ? null : await putLogin(sql, administrator);
    if (login !== null) {
      await putAccountAdministrator(sql, account.id, login, 'member');
      await putProjectAdministrator(sql, row.id, login);
    }
    await refreshAddressOwners(sql, 'projects', [row.id]);
    const isBack = await isGivenBack(sql, project.account);
    await sendDifferences(sql, 'project', row.guid, project.account, project);
    await rememberProvisioned(sql, 'project', hqId, { externalId: row.guid, revision, administrator: login?.guid ?? null });
    if (isBack) await touchPuts(sql, project.account, row.guid);
    return { outcome: 'applied', externalId: row.guid, administrator: login?.guid ?? known?.administrator ?? null };
  });
}

const columns = (sql: FieldSession) =>
  sql`id, guid::text as guid, address_id as "addressId", ${hqIdOf(sql, sql`hq_identifier`)} as "hqIdentifier", deleted_at is null as living`;

/** The project that was put before, or that Field has sent to HQ. */
async function findProject(sql: FieldSession, hqId: string, guid: string | null, account: string): Promise<ProjectRow | null> {
  const which = guid === null ? sql`account_id = ${account} and ${hqIdOf(sql, sql`hq_identifier`)} = ${hqId}` : sql`guid = ${guid}`;
  const [row] = await sql<ProjectRow[]>`
    select ${columns(sql)} from projects where ${which} order by deleted_at is not null, id limit 1 for update`;
  return row ?? null;
}

/**
 * The account's project that HQ would read under the same name. Field may have made it while HQ made its own: they are one project, which
 * keeps Field's guid and HQ's id. When it is another project of HQ's already, two of one name would be the end of it, and HQ is told.
 */
async function namesake(sql: FieldSession, account: string, project: Project, hqId: string): Promise<ProjectRow | null> {
  if (project.status === 'archived') return null;
  const rows = await sql<(ProjectRow & { name: string | null; status: string | null })[]>`
    select ${columns(sql)}, name, status from projects where account_id = ${account} and deleted_at is null order by id for update`;
  const row = rows.find((one) => reservedNameKey(one) === nameKey(project.name));
  if (row === undefined || row.hqIdentifier === null || row.hqIdentifier === hqId) return row ?? null;
  throw new PutRefusedError('name_taken', 'project.name', 'Another living project of the account has this name in Field', row.guid);
}

async function write(
  sql: FieldSession,
  account: string,
  before: ProjectRow | null,
  project: Project,
  isAdopted: boolean,
): Promise<ProjectRow> {
  // What Field's people have made stays as it is; HQ gets it through the outbox, with HQ's id.
  if (before !== null && isAdopted) {
    await captured(sql, () => sql`update projects set hq_identifier = ${project.hqId}, updated_at = now() where id = ${before.id}`);
    return before;
  }
  const addressId = await writeAddress(sql, before?.addressId ?? null, project);
  const row = { ...projectColumns(project), account_id: account, address_id: addressId };
  if (before !== null) {
    await sql`update projects set ${sql(row)}, updated_at = now() where id = ${before.id}`;
    return before;
  }
  const guid = await newGuid(sql, 'projects', project.hqId as string);
  const [made] = await sql<ProjectRow[]>`insert into projects ${sql({ guid, ...row })} returning ${columns(sql)}`;
  await sql`update projects set created_at = now(), updated_at = now() where id = ${made?.id ?? null}`;
  return made as ProjectRow;
}

/** An address may be shared by rows of Field: it is never changed, another one is made. */
async function writeAddress(sql: FieldSession, before: string | null, project: Project): Promise<string | null> {
  const address = addressColumns(project);
  if (address === null) return null;
  if (before !== null) {
    const same = await sql`select from addresses a where id = ${before} and ${equals(sql, address)}`;
    if (same.length > 0) return before;
  }
  const [row] = await sql<{ id: string }[]>`insert into addresses ${sql(address)} returning id`;
  return row?.id ?? null;
}

function equals(sql: FieldSession, address: NonNullable<ReturnType<typeof addressColumns>>) {
  return sql`(address1, address2, address3, city, state, postal_code, country) is not distinct from
    (${address.address1}::varchar, ${address.address2}::varchar, ${address.address3}::varchar, ${address.city}::varchar, ${address.state}::varchar, ${address.postal_code}::varchar, ${address.country}::varchar)`;
}
