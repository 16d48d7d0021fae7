import { bigint, timestamp } from 'drizzle-orm/pg-core';

/** Columns that every record of HQ has. */
export const recordColumns = {
  sourceVersion: bigint('source_version', { mode: 'number' }).notNull().default(0),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
};
