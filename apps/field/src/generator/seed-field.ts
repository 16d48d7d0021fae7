import postgres from 'postgres';
import { FieldAppError } from '../field-app-error.ts';
import { createLegacySchema, holdsRows } from '../legacy-schema/legacy-schema.ts';
import { accountSizes } from './account-sizes.ts';
import { CopyWriter } from './copy-writer.ts';
import { type Dirt, Dirtier } from './dirt.ts';
import { generateAccount } from './generate-account.ts';
import { Random } from './random.ts';
import { columnsOf, type Row, type Table, tableNames } from './tables.ts';

export interface SeedOptions {
  databaseUrl: string;
  /** 1 or more. */
  accounts: number;
  /** The same accounts, seed and rows per account give the same rows. */
  seed: string | number;
  /** Records of an account on average, as HQ counts them; 340 unless told. */
  rowsPerAccount?: number;
  onProgress?: (done: number, total: number) => void;
}

export interface SeedReport {
  rows: Record<Table, number>;
  dirt: Record<Dirt, number>;
  seconds: number;
}

/** Fills an empty Field database with customers as life makes them: a few huge, many small, dirty. Rows go in by COPY, in a stream. */
export async function seedField({ databaseUrl, accounts, seed, rowsPerAccount = 340, onProgress }: SeedOptions): Promise<SeedReport> {
  const begun = performance.now();
  const sql = postgres(databaseUrl, { max: tableNames.length + 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await createLegacySchema(sql);
    if (await holdsRows(sql)) throw new FieldAppError('not_empty', notEmpty);
    const random = new Random(`${seed}/${accounts}/${rowsPerAccount}`);
    const dirtier = new Dirtier(random);
    const writers = await openWriters(sql);
    const generation = {
      random,
      dirtier,
      average: rowsPerAccount,
      shared: [],
      newest: (table: Table) => writers[table].rows,
      async add<T extends Table>(table: T, row: Row<T>): Promise<number> {
        const id = writers[table].rows + 1;
        await writers[table].write({ ...row, id });
        return id;
      },
    };
    for (const [index, size] of accountSizes(accounts, rowsPerAccount, random).entries()) {
      await generateAccount(generation, size);
      onProgress?.(index + 1, accounts);
    }
    for (const table of tableNames) await writers[table].end();
    await finish(sql);
    const rows = Object.fromEntries(tableNames.map((table) => [table, writers[table].rows])) as Record<Table, number>;
    return { rows, dirt: dirtier.counts, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await sql.end({ timeout: 2 });
  }
}

const notEmpty =
  'The Field database holds rows already, and seed adds none to them. Give it a fresh database: drop and create it, or name another one in FIELD_DATABASE_URL.';

/** One COPY a table, each on its own connection: rows of all tables arrive mixed. */
async function openWriters(sql: postgres.Sql): Promise<Record<Table, CopyWriter>> {
  const opened = await Promise.all(tableNames.map(async (table) => [table, await CopyWriter.open(sql, table, columnsOf(table))]));
  return Object.fromEntries(opened) as Record<Table, CopyWriter>;
}

/** The ids were ours: the sequences go on behind them. */
async function finish(sql: postgres.Sql): Promise<void> {
  for (const table of tableNames)
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), coalesce((select max(id) from ${sql(table)}), 0) + 1, false)`;
  await sql`insert into schema_migrations (version) values ('20150101000000'), ('20150301000000') on conflict do nothing`;
  await sql`analyze`;
}
