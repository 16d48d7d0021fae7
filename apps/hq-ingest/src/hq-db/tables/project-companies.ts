import { pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { companies } from './companies.ts';
import { projects } from './projects.ts';
import { recordColumns } from './record-columns.ts';

export const projectCompanies = pgTable(
  'project_companies',
  {
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    companyId: uuid('company_id')
      .notNull()
      .references(() => companies.id, { onDelete: 'cascade' }),
    ...recordColumns,
  },
  (table) => [primaryKey({ columns: [table.projectId, table.companyId] })],
);
