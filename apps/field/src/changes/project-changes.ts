import { currencies, projectTypes } from '../generator/words.ts';
import { type ChangeKind, inTransaction } from './change-kind.ts';
import { createContact, createLogin, createProject, endDay, startDay } from './new-rows.ts';
import { insert, pickChild, pickDeleted, pickRow, softDelete, update } from './rows.ts';

export const projectChanges = {
  'project-created': {
    sentence: 'an account gets a project with a company and people',
    weight: 3,
    run: inTransaction(async (sql, random) => {
      const company = await pickRow(sql, random, 'companies', sql`account_id is not null`);
      const account = company['account_id'] as string;
      const project = await createProject(sql, random, account);
      await insert(sql, 'project_companies', { project_id: project, company_id: company.id });
      await createContact(sql, random, project, await createLogin(sql, random), company.id);
      const member = await pickChild(sql, random, 'account_users', 'account_id', account);
      await createContact(sql, random, project, member['user_id'] as string, null);
    }),
  },
  'project-cost': {
    sentence: 'cost and currency of a project change',
    weight: 4,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickRow(sql, random, 'projects')).id, {
        cost: (random.below(1e10) / 100).toFixed(2),
        cost_currency: random.pick([...currencies, '€', null]),
      }),
    ),
  },
  'project-dates': {
    sentence: 'start and end of a project move',
    weight: 4,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickRow(sql, random, 'projects')).id, {
        start_date: startDay(random),
        completion_date: random.pick([endDay(random), null]),
      }),
    ),
  },
  'project-edited': {
    sentence: 'type, number and description of a project change',
    weight: 4,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickRow(sql, random, 'projects')).id, {
        ptype: random.pick(projectTypes),
        identifier: `J-${random.below(1e5)}`,
        description: `Edited ${random.below(1e6)}`,
      }),
    ),
  },
  'project-activity': {
    sentence: 'a project becomes inactive or active',
    weight: 2,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickRow(sql, random, 'projects')).id, { is_active: random.pick([true, true, false]) }),
    ),
  },
  'project-archived': {
    sentence: 'a project is archived',
    weight: 2,
    run: inTransaction(async (sql, random) => update(sql, 'projects', (await pickRow(sql, random, 'projects')).id, { status: 'archived' })),
  },
  'project-unarchived': {
    sentence: 'an archived project is taken up again',
    weight: 2,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickRow(sql, random, 'projects', sql`status = 'archived'`)).id, { status: 'active' }),
    ),
  },
  'project-deleted': {
    sentence: 'a project is soft-deleted; its contacts are not',
    weight: 0.5,
    run: inTransaction(async (sql, random) => softDelete(sql, 'projects', (await pickRow(sql, random, 'projects')).id)),
  },
  'project-undeleted': {
    sentence: 'a deleted project is restored',
    weight: 0.5,
    run: inTransaction(async (sql, random) =>
      update(sql, 'projects', (await pickDeleted(sql, random, 'projects')).id, { deleted_at: null }),
    ),
  },
  'project-company-added': {
    sentence: 'a company of the account joins a project',
    weight: 3,
    run: inTransaction(async (sql, random) => {
      const project = await pickRow(sql, random, 'projects', sql`account_id is not null`);
      const company = await pickChild(sql, random, 'companies', 'account_id', project['account_id'] as string);
      await insert(sql, 'project_companies', { project_id: project.id, company_id: company.id });
    }),
  },
  'project-company-removed': {
    sentence: 'a company leaves a project',
    weight: 2,
    run: inTransaction(async (sql, random) => {
      const joined = await pickRow(sql, random, 'project_companies');
      await sql`delete from project_companies where id = ${joined.id}`;
    }),
  },
} as const satisfies Record<string, ChangeKind>;
