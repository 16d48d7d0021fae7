import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type postgres from 'postgres';
import { FieldAppError } from '../field-app-error.ts';

/**
 * Creates the legacy tables where none of them is there. The schema itself is the adapter's: it is what the migration reads. Throws FieldAppError
 * for a part of them: nobody knows what became of the rest, or the tables are somebody else's.
 */
export async function createLegacySchema(sql: postgres.Sql): Promise<void> {
  const schema = await readFile(fileURLToPath(import.meta.resolve('@hq-field/field-adapter/legacy-schema.sql')), 'utf8');
  const tables = [...schema.matchAll(/^create table (\w+)/gmu)].map(([, table]) => table ?? '');
  const found = await sql<{ table: string; isThere: boolean }[]>`
    select name as table, to_regclass(name) is not null as "isThere" from unnest(${tables}::text[]) name`;
  const missing = found.filter(({ isThere }) => !isThere).map(({ table }) => table);
  if (missing.length === 0) return;
  if (missing.length < tables.length)
    throw new FieldAppError(
      'failed',
      `FIELD_DATABASE_URL names a database that holds a part of the legacy tables. Missing: ${missing.join(', ')}. Name an empty database, or bring them back from a backup.`,
    );
  await sql.unsafe(schema);
}

export async function hasLegacySchema(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<
    { there: boolean }[]
  >`select to_regclass('accounts') is not null and to_regclass('contacts') is not null as there`;
  return row?.there === true;
}

export async function holdsRows(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<
    { rows: boolean }[]
  >`select exists (select from accounts) or exists (select from users) or exists (select from projects) as rows`;
  return row?.rows === true;
}
