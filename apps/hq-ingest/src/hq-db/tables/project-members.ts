import { foreignKey, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { accountMembers } from './account-members.ts';
import { companies } from './companies.ts';
import { projects } from './projects.ts';
import { recordColumns } from './record-columns.ts';

export const projectMembers = pgTable(
  'project_members',
  {
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    userId: uuid('user_id').notNull(),
    /** The project's account: a member of a project is a member of its account. */
    accountId: uuid('account_id').notNull(),
    accessLevel: text('access_level').notNull(),
    roles: text('roles').array().notNull(),
    /** `service:access`, one a service. */
    services: text('services').array().notNull(),
    companyId: uuid('company_id').references(() => companies.id, { onDelete: 'set null' }),
    status: text('status').notNull(),
    ...recordColumns,
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.userId] }),
    foreignKey({ columns: [table.accountId, table.userId], foreignColumns: [accountMembers.accountId, accountMembers.userId] }).onDelete(
      'cascade',
    ),
  ],
);
