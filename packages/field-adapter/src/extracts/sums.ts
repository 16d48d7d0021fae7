// Counts and digests of rows by account and entity.
import { type Entity, entityNames, type RecordKey, type VerificationScope } from '@hq-field/contracts';
import { isListed } from './left-out.ts';
import { type RowPart, rowTable } from './part.ts';
import type { Snapshot } from './snapshot.ts';

export interface Sum {
  account: string | null;
  entity: Entity;
  records: number;
  /** Sum of the rows' digests as a decimal string. */
  digest: string;
}

/**
 * Reads the sums of a scope; a pair without rows is absent. The parts must be ready; the rows of `untabled` are summed as their selects make them,
 * which must be ready for the scope.
 */
export function readSums(snapshot: Snapshot, scope: VerificationScope, untabled: readonly RowPart[]): Promise<Sum[]> {
  return withoutSorting(snapshot, `${sumsOf(scope, untabled)} order by account collate "C" nulls last, entity`, scope);
}

/** Adds everything up into a table of the snapshot, as readSums would read it, for readKept. */
export async function keepSums(snapshot: Snapshot, exclude: RecordKey[], untabled: readonly RowPart[]): Promise<void> {
  const everything = { accounts: null, exclude };
  await snapshot.run(`
    drop table if exists pg_temp.extract_sums;
    create temp table extract_sums (account text collate "C", entity text, records text, digest text)`);
  await withoutSorting(snapshot, `insert into extract_sums ${sumsOf(everything, untabled)}`, everything);
  await snapshot.run('create index on extract_sums (account)');
}

/** What was added up of these accounts; null among them stands for all people. */
export async function readKept(snapshot: Snapshot, accounts: readonly (string | null)[]): Promise<Sum[]> {
  const rows = await snapshot.read<Text<Sum>>(
    `select account, entity, records, digest from extract_sums
     where account in (select jsonb_array_elements_text($1::text::jsonb)) ${accounts.includes(null) ? 'or account is null' : ''}
     order by account nulls last, entity`,
    [JSON.stringify(accounts.filter((account) => account !== null))],
  );
  return rows.map(toSum);
}

type Text<Of> = Omit<Of, 'records'> & { records: string };

function toSum(row: Text<Sum>): Sum {
  return { ...row, records: Number(row.records) };
}

/** Select of the sums of a scope, whose parameters are those of `withoutSorting`. */
function sumsOf(scope: VerificationScope, untabled: readonly RowPart[]): string {
  const relationOf = (entity: Entity) => {
    const part = untabled.find((one) => one.entity === entity);
    return part === undefined ? rowTable(entity) : `(${part.select('all', true)})`;
  };
  const selects = entityNames.filter((entity) => entity !== 'user').map((entity) => sumByAccount(entity, relationOf(entity), scope));
  selects.push(sumOfMembers(scope));
  if (scope.accounts === null) selects.push(sumOfAllUsers(scope));
  return `
    with excluded as materialized (${excludedKeys('$1')}),
    asked as materialized (select jsonb_array_elements_text($2::text::jsonb) as account)
    select account, entity, records::text, digest::text from (${selects.join(' union all ')}) sums`;
}

/** Rows that come out of joins are many more than the planner expects: left alone it sorts them all, which takes a sixth longer. */
async function withoutSorting(snapshot: Snapshot, statement: string, { accounts, exclude }: VerificationScope): Promise<Sum[]> {
  await snapshot.run('set local enable_sort = off');
  const rows = await snapshot.read<Text<Sum>>(statement, [JSON.stringify(exclude), JSON.stringify(accounts ?? [])]);
  await snapshot.run('set local enable_sort = on');
  return rows.map(toSum);
}

/** Select of the records to leave out, from a parameter with their keys as JSON. */
export function excludedKeys(parameter: string): string {
  return `select key ->> 'entity' as entity, key ->> 'externalId' as external_id from jsonb_array_elements(${parameter}::text::jsonb) as key`;
}

/** Condition on a row that is to be summed; it reads `excluded`. */
export function stays(entity: Entity, row: string, { exclude }: Pick<VerificationScope, 'exclude'>): string {
  return exclude.length === 0 ? `not ${row}.left_out` : `not ${row}.left_out and not ${isListed(entity, row, 'excluded')}`;
}

function isAsked(row: string, { accounts }: VerificationScope): string {
  return accounts === null ? 'true' : `${row}.in_account in (select account from asked)`;
}

function sumByAccount(entity: Entity, relation: string, scope: VerificationScope): string {
  return `
    select r.in_account as account, '${entity}' as entity, count(*) as records, sum(r.digest) as digest
    from ${relation} r
    where ${stays(entity, 'r', scope)} and ${isAsked('r', scope)}
    group by r.in_account`;
}

/** A user is in the accounts whose account_members have a row of them: one that is left out there puts nobody in. */
function sumOfMembers(scope: VerificationScope): string {
  return `
    select m.in_account, 'user', count(*), sum(u.digest)
    from ${rowTable('accountMember')} m
    join ${rowTable('user')} u on u.id = m.person_id
    where ${stays('accountMember', 'm', scope)} and ${stays('user', 'u', scope)} and ${isAsked('m', scope)}
    group by m.in_account`;
}

function sumOfAllUsers(scope: VerificationScope): string {
  return `
    select null, 'user', count(*), sum(u.digest)
    from ${rowTable('user')} u
    where ${stays('user', 'u', scope)}
    having count(*) > 0`;
}
