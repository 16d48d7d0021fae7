import type { Entity } from '@hq-field/contracts';
import { accountMemberRows, mergeAccountMember } from './read-account-members.ts';
import { accountRows, mergeAccount } from './read-accounts.ts';
import { companyRows, mergeCompany } from './read-companies.ts';
import { mergeProjectCompany, projectCompanyRows } from './read-project-companies.ts';
import { mergeProjectMember, projectMemberRows } from './read-project-members.ts';
import { mergeProject, projectRows } from './read-projects.ts';
import { loginRows, mergeUser } from './read-users.ts';
import type { FieldSession } from './open-field.ts';
import type { CanonicalRecord, CanonicalRecords, IdentitySchema, ReadScope } from './records.ts';

/** Rows of one query that may stream; those of a record stand together, in bytewise order of externalId. */
type Row = { externalId: string };
interface Rows extends PromiseLike<readonly Row[]> {
  cursor(size: number): AsyncIterable<readonly Row[]>;
}
interface Reader {
  rows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope): Rows;
  merge(rows: readonly Row[]): CanonicalRecord;
}

/** How each entity is read: SQL that gives its rows, and how the rows of one record become the record. */
const readers: { [E in Entity]: Reader } = {
  account: reader((sql, _schema, scope) => accountRows(sql, scope), mergeAccount),
  user: reader(loginRows, mergeUser),
  company: reader(companyRows, mergeCompany),
  accountMember: reader(accountMemberRows, mergeAccountMember),
  project: reader(projectRows, mergeProject),
  projectCompany: reader(projectCompanyRows, mergeProjectCompany),
  projectMember: reader(projectMemberRows, mergeProjectMember),
};

// Rows and merge of one entity belong together; the registry forgets their row type, nobody else needs it.
function reader<R extends Row>(
  rows: (sql: FieldSession, schema: IdentitySchema, scope: ReadScope) => PromiseLike<R[]>,
  merge: (rows: readonly R[]) => CanonicalRecord,
): Reader {
  return { rows, merge } as unknown as Reader;
}

/** Current canonical state of the named records of one entity; a record that is gone is absent. */
export async function readRecords<E extends Entity>(
  sql: FieldSession,
  entity: E,
  keys: readonly string[],
): Promise<Map<string, CanonicalRecords[E]>> {
  const records = new Map<string, CanonicalRecords[E]>();
  if (keys.length === 0) return records;
  const rows = await readers[entity].rows(sql, 'outbound', { keys });
  const { complete, open } = groupRows([], rows);
  const wanted = new Set(keys);
  for (const group of open.length > 0 ? [...complete, open] : complete) {
    const externalId = (group[0] as Row).externalId;
    // A key that names a login which is not the person's canonical one reads the person's rows too; they are another record.
    if (wanted.has(externalId)) records.set(externalId, readers[entity].merge(group) as CanonicalRecords[E]);
  }
  return records;
}

/** All records of one entity of an account in bytewise order of externalId, those of a fetch of `size` rows at a time: a step of waiting for each would cost more than reading it. */
export async function* streamRecords(
  sql: FieldSession,
  schema: IdentitySchema,
  entity: Entity,
  scope: ReadScope,
  size: number,
): AsyncGenerator<CanonicalRecord[]> {
  const { rows, merge } = readers[entity];
  let open: readonly Row[] = [];
  for await (const chunk of rows(sql, schema, scope).cursor(size)) {
    const grouped = groupRows(open, chunk);
    yield grouped.complete.map(merge);
    open = grouped.open;
  }
  if (open.length > 0) yield [merge(open)];
}

/** Cuts rows into records; the last one stays open, because the next chunk may go on with it. */
function groupRows(open: readonly Row[], chunk: readonly Row[]): { complete: (readonly Row[])[]; open: readonly Row[] } {
  const complete: (readonly Row[])[] = [];
  let group: Row[] = [...open];
  for (const row of chunk) {
    const last = group.at(-1);
    if (last !== undefined && last.externalId !== row.externalId) {
      complete.push(group);
      group = [];
    }
    group.push(row);
  }
  return { complete, open: group };
}
