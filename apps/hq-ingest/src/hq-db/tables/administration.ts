import { bigint, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const authorities = pgTable('authorities', {
  accountId: uuid('account_id').primaryKey(),
  owner: text('owner').notNull(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  actor: text('actor').notNull(),
  reason: text('reason').notNull(),
  movedAt: timestamp('moved_at', { withTimezone: true }).notNull(),
});

export const administrationChanges = pgTable('administration_changes', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  idempotencyKey: uuid('idempotency_key').notNull().unique(),
  bodySha256: text('body_sha256').notNull(),
  answer: text('answer').notNull(),
  accountId: uuid('account_id').notNull(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  actorId: uuid('actor_id'),
  actor: text('actor'),
  what: text('what').notNull(),
  entity: text('entity').notNull(),
  recordId: text('record_id').notNull(),
  before: jsonb('before'),
  after: jsonb('after'),
  at: timestamp('at', { withTimezone: true }).notNull(),
});

export const provisioningArrivals = pgTable(
  'provisioning_arrivals',
  {
    entity: text('entity').notNull(),
    recordId: uuid('record_id').notNull(),
    externalId: text('external_id').notNull(),
    arrivedAt: timestamp('arrived_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.entity, table.recordId] })],
);
