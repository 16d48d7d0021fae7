import { bigint, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Versions of deletions, also of records that HQ never had. */
export const tombstones = pgTable(
  'tombstones',
  {
    entity: text('entity').notNull(),
    externalId: text('external_id').notNull(),
    version: bigint('version', { mode: 'number' }).notNull(),
    /** Id of the deleted row; a record that comes back gets it again. */
    hqId: uuid('hq_id'),
    recordedAt: timestamp('recorded_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.entity, table.externalId] })],
);

/** The highest version held is the maximum over the slots; each connection writes one of 64, mostly one that no other writes. */
export const highestVersions = pgTable('highest_versions', {
  slot: integer('slot').primaryKey(),
  version: bigint('version', { mode: 'number' }).notNull(),
});
