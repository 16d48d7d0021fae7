import { bigint, boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const provisioning = pgTable(
  'provisioning',
  {
    entity: text('entity').notNull(),
    recordId: uuid('record_id').notNull(),
    administratorId: uuid('administrator_id'),
    change: bigint('change', { mode: 'number' }).notNull().default(1),
    since: timestamp('since', { withTimezone: true }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: timestamp('next_attempt_at', { withTimezone: true }).notNull(),
    claimedUntil: timestamp('claimed_until', { withTimezone: true }),
    waitsBecause: text('waits_because'),
    refusedBecause: text('refused_because'),
    isRemoved: boolean('is_removed').notNull().default(false),
    externalId: text('external_id'),
    isAnswerLost: boolean('is_answer_lost').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.entity, table.recordId] })],
);
