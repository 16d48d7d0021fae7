import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { recordColumns } from './record-columns.ts';

export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  externalId: text('external_id').unique(),
  email: text('email').notNull(),
  autodeskId: text('autodesk_id'),
  oxygenUid: text('oxygen_uid'),
  firstName: text('first_name'),
  lastName: text('last_name'),
  phone: text('phone'),
  jobTitle: text('job_title'),
  status: text('status').notNull(),
  uidKey: text('uid_key'),
  emailKey: text('email_key'),
  ...recordColumns,
});
