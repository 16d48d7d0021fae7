import type { Entity } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { OvertakenError } from '../overtaken-error.ts';
import type { TombstoneSituation } from './read.ts';

const tables: Record<Entity, { table: string; keys: [string] | [string, string] }> = {
  account: { table: 'accounts', keys: ['id'] },
  user: { table: 'users', keys: ['id'] },
  company: { table: 'companies', keys: ['id'] },
  accountMember: { table: 'account_members', keys: ['account_id', 'user_id'] },
  project: { table: 'projects', keys: ['id'] },
  projectCompany: { table: 'project_companies', keys: ['project_id', 'company_id'] },
  projectMember: { table: 'project_members', keys: ['project_id', 'user_id'] },
};

/**
 * Of entities that have children: those that another batch may write without holding their parent, because a foreign key that stays as it is
 * is not checked. Who writes members of a project holds the project, and not its account.
 */
const looseChildren: Partial<Record<Entity, { table: string; isOf: string; order: string }[]>> = {
  account: [
    { table: 'companies', isOf: 'child.account_id = k.id', order: 'child.external_id' },
    { table: 'projects', isOf: 'child.account_id = k.id', order: 'child.external_id' },
  ],
  user: [],
  company: [
    { table: 'account_members', isOf: 'child.company_id = k.id', order: 'child.account_id, child.user_id' },
    { table: 'project_members', isOf: 'child.company_id = k.id', order: 'child.project_id, child.user_id' },
  ],
  accountMember: [
    {
      table: 'project_members',
      isOf: 'child.account_id = k.id and child.user_id = k.second_id',
      order: 'child.project_id, child.user_id',
    },
  ],
  project: [],
};

/**
 * Locks rows that are to be deleted before anybody looks for their children: who writes a child just now is waited for, and the next statement
 * sees what was written. Parents come before children, as in batches that write. Throws OvertakenError when a row is not what was read.
 */
export async function lockRows(sql: Queryable, entity: Entity, situations: readonly TombstoneSituation[]): Promise<void> {
  const loose = looseChildren[entity];
  if (loose === undefined || situations.length === 0) return;
  const parameters = toParameters(situations);
  const locked = await lock(sql, `${keys} join ${tables[entity].table} r on ${isStill(entity)} order by k.ord for update of r`, parameters);
  if (locked !== situations.length) throw new OvertakenError();
  for (const { table, isOf, order } of loose)
    await lock(sql, `${keys} join ${table} child on ${isOf} order by ${order} for update of child`, parameters);
}

/** Deletes rows, and all that hangs on them. Throws OvertakenError when a row is not what was read. */
export async function deleteRows(sql: Queryable, entity: Entity, situations: readonly TombstoneSituation[]): Promise<void> {
  if (situations.length === 0) return;
  const deleted = await sql.unsafe(
    `delete from ${tables[entity].table} r using ${keys} where ${isStill(entity)}`,
    toParameters(situations),
    {
      prepare: true,
    },
  );
  if (deleted.count !== situations.length) throw new OvertakenError();
}

const keys = `unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) with ordinality as k(id, second_id, version, external_id, ord)`;

/** A row that went over to another record while this waited for it is not the record's any more, though it has the same id. */
function isStill(entity: Entity): string {
  const [first, second] = tables[entity].keys;
  const rest = second === undefined ? 'r.external_id = k.external_id' : `r.${second} = k.second_id`;
  return `r.${first} = k.id and ${rest} and r.source_version <= k.version`;
}

/** In one order in every batch, so that batches which share records wait for each other and do not deadlock. */
function toParameters(situations: readonly TombstoneSituation[]): string[] {
  const sorted = situations.toSorted((a, b) => (a.tombstone.externalId < b.tombstone.externalId ? -1 : 1));
  return [
    arrayLiteral(sorted.map(({ ids }) => ids?.[0] ?? null)),
    arrayLiteral(sorted.map(({ ids }) => ids?.[1] ?? null)),
    arrayLiteral(sorted.map(({ tombstone }) => tombstone.version)),
    arrayLiteral(sorted.map(({ tombstone }) => tombstone.externalId)),
  ];
}

/** Locks the rows of a `from` clause, and says how many there are. */
async function lock(sql: Queryable, from: string, parameters: string[]): Promise<number> {
  const [row] = await sql.unsafe<{ locked: number }[]>(`select count(*)::int as locked from (select 1 from ${from}) held`, parameters, {
    prepare: true,
  });
  return row?.locked ?? 0;
}
