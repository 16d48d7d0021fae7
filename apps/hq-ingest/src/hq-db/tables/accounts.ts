import { date, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { recordColumns } from './record-columns.ts';

export const accounts = pgTable('accounts', {
  id: uuid('id').primaryKey(),
  externalId: text('external_id').unique(),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  trialEndsOn: date('trial_ends_on'),
  status: text('status').notNull(),
  country: text('country'),
  timezone: text('timezone'),
  language: text('language'),
  currency: text('currency'),
  ...recordColumns,
});
