import type { RecordKey } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Upsert } from '../batch.ts';
import type { Decision } from './decide.ts';
import type { Situation } from './read.ts';

/*
 * A project that moves to another account takes its members along, and a member of a project is a member of its account. Until
 * HQ has those account members of the new account, the project waits. People whom Field has not named yet cannot be waited for: they come into
 * the new account with the project.
 */

/** How many missing members one answer names; the rest follow when the project is sent again. */
const namedAtMost = 100;

/** For each project that moves: the account members it lacks, and the project members they are for (they may be gone). */
export async function readMissingMembers(sql: Queryable, situations: readonly Situation[]): Promise<Map<Upsert, RecordKey[]>> {
  const moves = situations.filter(({ own, named, accountId }) => {
    const from = (own ?? named)?.accountId ?? null;
    return accountId !== null && from !== null && from !== accountId;
  });
  const missing = new Map<Upsert, RecordKey[]>();
  if (moves.length === 0) return missing;
  const rows = await sql.unsafe<{ ord: number; account: string | null; project: string | null; user: string }[]>(
    `
    select k.ord::int as ord, account.external_id as account, project.external_id as project, u.external_id as "user"
    from unnest($1::uuid[], $2::uuid[]) with ordinality as k(project_id, account_id, ord)
    join project_members member on member.project_id = k.project_id
    join projects project on project.id = k.project_id
    join accounts account on account.id = k.account_id
    join users u on u.id = member.user_id
    left join account_members present on present.account_id = k.account_id and present.user_id = member.user_id
    where present.user_id is null and u.external_id is not null
    order by k.ord, u.external_id`,
    [arrayLiteral(moves.map(({ own, named }) => (own ?? named)?.id ?? null)), arrayLiteral(moves.map(({ accountId }) => accountId))],
  );
  for (const { ord, account, project, user } of rows) {
    const upsert = moves[ord - 1]?.upsert;
    if (upsert === undefined) continue;
    const waits = missing.get(upsert) ?? [];
    if (waits.length >= 2 * namedAtMost) continue;
    waits.push({ entity: 'accountMember', externalId: `${account}:${user}` });
    if (project !== null) waits.push({ entity: 'projectMember', externalId: `${project}:${user}` });
    missing.set(upsert, waits);
  }
  return missing;
}

/** After the projects have been written: their members name the project's account. */
export async function moveProjectMembers(sql: Queryable, { writes }: Decision): Promise<void> {
  if (writes.length === 0) return;
  const projects = arrayLiteral(writes.map(({ upsert }) => upsert.externalId));
  await bringUnnamed(sql, projects);
  await sql.unsafe(
    `
    update project_members member set account_id = project.account_id
    from unnest($1::text[]) as k(external_id)
    join projects project on project.external_id = k.external_id
    where member.project_id = project.id and member.account_id <> project.account_id`,
    [projects],
    { prepare: true },
  );
}

/** People without a name of Field come into the account as its plain members, whatever they are in the old one. */
async function bringUnnamed(sql: Queryable, projects: string): Promise<void> {
  await sql.unsafe(
    `
    insert into account_members (account_id, user_id, role, status)
    select project.account_id, member.user_id, 'account_user', held.status
    from unnest($1::text[]) as k(external_id)
    join projects project on project.external_id = k.external_id
    join project_members member on member.project_id = project.id and member.account_id <> project.account_id
    join account_members held on held.account_id = member.account_id and held.user_id = member.user_id
    join users u on u.id = member.user_id and u.external_id is null
    on conflict (account_id, user_id) do nothing`,
    [projects],
    { prepare: true },
  );
}
