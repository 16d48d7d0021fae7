import type { Random } from '../generator/random.ts';
import { type ChangeKind, inTransaction } from './change-kind.ts';
import { createProject, newProjectName } from './new-rows.ts';
import { type Connection, pickChild, pickRow, type Row, softDelete, update } from './rows.ts';

export const projectNameChanges = {
  'project-renamed': {
    sentence: 'a project gets a new name',
    weight: 3,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickRow(sql, random, 'projects')).id, { name: newProjectName(random) }),
    ),
  },
  'project-names-swapped': {
    sentence: 'two projects of an account swap their names in one transaction',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const [one, other] = await two(sql, random);
      await update(sql, 'projects', one.id, { name: other['name'] as string | null });
      await update(sql, 'projects', other.id, { name: one['name'] as string | null });
    }),
  },
  'project-name-freed-and-taken': {
    sentence: 'a project is renamed and another takes its name in the same transaction',
    weight: 1,
    run: inTransaction(async (sql, random) => {
      const [one, other] = await two(sql, random);
      await update(sql, 'projects', one.id, { name: newProjectName(random) });
      await update(sql, 'projects', other.id, { name: one['name'] as string | null });
    }),
  },
  'project-name-archived-and-taken': {
    sentence: 'a project is archived and, in the next transaction, a new one takes its name',
    weight: 1,
    async run(sql, random) {
      const freed = await sql.begin(async (first) => {
        const project = await pickRow(first, random, 'projects', first`account_id is not null and name is not null`);
        await update(first, 'projects', project.id, { status: 'archived' });
        return project;
      });
      await createProject(sql, random, freed['account_id'] as string, freed['name'] as string);
    },
  },
  'project-name-taken-twice': {
    sentence: 'a project gets the name of another living one and, half a second later, one of its own',
    weight: 0.3,
    slow: true,
    async run(sql, random) {
      const [one] = await sql.begin(async (first) => {
        const pair = await two(first, random);
        await update(first, 'projects', pair[0].id, { name: pair[1]['name'] as string | null });
        return pair;
      });
      await sql`select pg_sleep(0.5)`;
      await update(sql, 'projects', one.id, { name: newProjectName(random) });
    },
  },
  'project-recreated': {
    sentence: 'a project is deleted and created again under the same name',
    weight: 0.5,
    run: inTransaction(async (sql, random) => {
      const project = await pickRow(sql, random, 'projects', sql`account_id is not null and name is not null`);
      await softDelete(sql, 'projects', project.id);
      await createProject(sql, random, project['account_id'] as string, project['name'] as string);
    }),
  },
} as const satisfies Record<string, ChangeKind>;

/** Two living projects of one account. */
async function two(sql: Connection, random: Random): Promise<[Row, Row]> {
  const shared = sql`account_id in (select account_id from projects as other where other.account_id = projects.account_id and other.id <> projects.id and other.deleted_at is null)`;
  const one = await pickRow(sql, random, 'projects', shared);
  return [one, await pickChild(sql, random, 'projects', 'account_id', one['account_id'] as string, one.id)];
}
