import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { companies } from './companies.ts';
import { recordColumns } from './record-columns.ts';
import { users } from './users.ts';

export const accountMembers = pgTable(
  'account_members',
  {
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    status: text('status').notNull(),
    companyId: uuid('company_id').references(() => companies.id, { onDelete: 'set null' }),
    ...recordColumns,
  },
  (table) => [primaryKey({ columns: [table.accountId, table.userId] })],
);
