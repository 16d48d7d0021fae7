import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const creations = pgTable('creations', {
  idempotencyKey: uuid('idempotency_key').primaryKey(),
  bodySha256: text('body_sha256').notNull(),
  answer: text('answer'),
  receivedAt: timestamp('received_at', { withTimezone: true }).notNull().defaultNow(),
});
