import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type postgres from 'postgres';

/** Creates the legacy tables when they are missing. The schema itself is the adapter's: it is what the migration reads. */
export async function createLegacySchema(sql: postgres.Sql): Promise<void> {
  if (await hasLegacySchema(sql)) return;
  const schema = await readFile(fileURLToPath(import.meta.resolve('@hq-field/field-adapter/legacy-schema.sql')), 'utf8');
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
