import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { addressColumns } from './address-columns.ts';
import { recordColumns } from './record-columns.ts';

export const companies = pgTable('companies', {
  id: uuid('id').primaryKey(),
  externalId: text('external_id').unique(),
  accountId: uuid('account_id')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  trade: text('trade'),
  category: text('category'),
  ...addressColumns,
  phone: text('phone'),
  websiteUrl: text('website_url'),
  description: text('description'),
  taxId: text('tax_id'),
  erpId: text('erp_id'),
  nameKey: text('name_key'),
  ...recordColumns,
});
