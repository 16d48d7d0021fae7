// Counts and digests of rows by account and entity.
import { type Entity, entityNames, type VerificationScope } from '@hq-field/contracts';
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
export async function readSums(snapshot: Snapshot, scope: VerificationScope, untabled: readonly RowPart[]): Promise<Sum[]> {
  const { accounts, exclude } = scope;
  const relationOf = (entity: Entity) => {
    const part = untabled.find((one) => one.entity === entity);
    return part === undefined ? rowTable(entity) : `(${part.select('all', true)})`;
  };
  const selects = entityNames.filter((entity) => entity !== 'user').map((entity) => sumByAccount(entity, relationOf(entity), scope));
  selects.push(sumOfMembers(scope));
  if (accounts === null) selects.push(sumOfAllUsers(scope));

  // Rows that come out of joins are many more than the planner expects: left alone it sorts them all, which takes a sixth longer.
  await snapshot.run('set local enable_sort = off');
  const rows = await snapshot.read<{ account: string | null; entity: Entity; records: string; digest: string }>(
    `with excluded as materialized (${excludedKeys('$1')}),
     asked as materialized (select jsonb_array_elements_text($2::text::jsonb) as account)
     select account, entity, records::text, digest::text from (${selects.join(' union all ')}) sums order by account collate "C" nulls last, entity`,
    [JSON.stringify(exclude), JSON.stringify(accounts ?? [])],
  );
  await snapshot.run('set local enable_sort = on');
  return rows.map((row) => ({ ...row, records: Number(row.records) }));
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
