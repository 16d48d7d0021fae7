import type postgres from 'postgres';

/** A connection or a transaction of the Field database. */
export type FieldSession = postgres.Sql | postgres.TransactionSql;
