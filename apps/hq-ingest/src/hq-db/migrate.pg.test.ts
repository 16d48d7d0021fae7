import { testDatabase } from '@hq-field/testkit';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { ConfigError } from '../config.ts';
import { openSession } from './connections.ts';
import { migrate } from './migrate.ts';
import * as tables from './tables/index.ts';

const database = await testDatabase('hq_empty', () => Promise.resolve());
afterAll(() => database.drop());

test('servers that start together apply each migration once', async () => {
  const applied = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(applied.flat().toSorted()).toEqual([
    '0001-records.sql',
    '0002-versions.sql',
    '0003-creations.sql',
    '0004-provisioning.sql',
    '0005-administration.sql',
    '0006-removals.sql',
    '0007-room-for-versions.sql',
    '0008-overtaken.sql',
    '0009-lost-answers.sql',
  ]);
});

test.each([
  ['Field', 'create table account_users (); create table contacts (); create table accounts ()'],
  ['the migration runner', 'create schema migration; create table migration.applied ()'],
])('a database of %s is refused, and nothing is made in it', async (whose, text) => {
  const other = await testDatabase('hq_empty', () => Promise.resolve());
  const sql = openSession(other.url, 'test');
  const tables = () => sql`select oid from pg_class where relnamespace >= 16384 or relnamespace = 'public'::regnamespace`;
  await sql.unsafe(text);
  const before = await tables();
  await expect(migrate(other.url)).rejects.toThrow(`which holds the tables of ${whose}.`);
  await expect(migrate(other.url)).rejects.toBeInstanceOf(ConfigError);
  expect(await tables()).toEqual(before);
  await sql.end();
  await other.drop();
});

test('the tables of the code are the tables of the migrations', async () => {
  const sql = openSession(database.url, 'test');
  const columns = await sql<{ table: string; column: string; type: string; nullable: boolean }[]>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and c.relname <> 'hq_migrations'`;
  await sql.end();
  const names: Record<string, string> = { 'timestamp with time zone': 'timestamptz' };
  const migrated = columns.map(({ table, column, type, nullable }) => `${table}.${column} ${names[type] ?? type} ${nullable}`);
  const coded = Object.values(tables).flatMap((table) =>
    Object.values(getTableColumns(table)).map((column) => {
      const type = column.getSQLType().replace('numeric(15, 2)', 'numeric(15,2)').replace('timestamp with time zone', 'timestamptz');
      return `${getTableName(table)}.${column.name} ${type} ${!column.notNull}`;
    }),
  );
  expect(coded.toSorted()).toEqual(migrated.toSorted());
});
