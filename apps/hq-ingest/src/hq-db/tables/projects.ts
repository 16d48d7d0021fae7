import { boolean, date, numeric, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { addressColumns } from './address-columns.ts';
import { recordColumns } from './record-columns.ts';

export const projects = pgTable('projects', {
  id: uuid('id').primaryKey(),
  externalId: text('external_id').unique(),
  accountId: uuid('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  jobNumber: text('job_number'),
  projectType: text('project_type').notNull(),
  status: text('status').notNull(),
  startDate: date('start_date').notNull(),
  endDate: date('end_date').notNull(),
  value: numeric('value', { precision: 15, scale: 2 }).notNull(),
  currency: text('currency').notNull(),
  timezone: text('timezone'),
  language: text('language'),
  ...addressColumns,
  constructionType: text('construction_type'),
  contractType: text('contract_type'),
  template: boolean('template').notNull(),
  trial: boolean('trial').notNull(),
  liveNameKey: text('live_name_key'),
  ...recordColumns,
});
