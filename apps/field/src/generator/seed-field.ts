import postgres from 'postgres';
import { createLegacySchema, holdsRows } from '../legacy-schema/legacy-schema.ts';
import { FieldAppError } from '../field-app-error.ts';
import { generateAccount, type Generation } from './account-generator.ts';
import { CopyWriter } from './copy-writer.ts';
import { Dirtier, type Dirt } from './dirt.ts';
import { Random } from './random.ts';
import { type Table, tableNames, tables } from './tables.ts';

export interface SeedOptions {
  databaseUrl: string;
  /** 1 or more. */
  accounts: number;
  /** The same accounts and seed give the same rows. */
  seed: string;
  /** Records of an account on average; 340 unless told. */
  rowsPerAccount?: number;
  onProgress?: (done: number, total: number) => void;
}

export interface SeedReport {
  rows: Record<Table, number>;
  dirt: Partial<Record<Dirt, number>>;
  seconds: number;
}

/** Fills an empty Field database with customers as life makes them: a few huge, many small, dirty. Rows go in by COPY, in a stream. */
export async function seedField({ databaseUrl, accounts, seed, rowsPerAccount = 340, onProgress }: SeedOptions): Promise<SeedReport> {
  const begun = performance.now();
  const sql = postgres(databaseUrl, { max: tableNames.length + 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await createLegacySchema(sql);
    if (await holdsRows(sql))
      throw new FieldAppError(
        'not_empty',
        'The Field database holds rows already. Seed an empty one (createdb), or drop its tables first.',
      );
    const random = new Random(`${seed}/${accounts}`);
    const dirtier = new Dirtier(random);
    const writers = Object.fromEntries(
      await Promise.all(tableNames.map(async (table) => [table, await CopyWriter.open(sql, table, tables[table])])),
    ) as Record<Table, CopyWriter>;
    const generation: Generation = {
      random,
      dirtier,
      strangers: [],
      async add(table, values) {
        const writer = writers[table];
        const id = writer.rows + 1;
        await writer.write([id, ...values]);
        return id;
      },
    };
    const sizes = accountSizes(accounts, rowsPerAccount, random);
    for (const [index, size] of sizes.entries()) {
      await generateAccount(generation, size);
      onProgress?.(index + 1, accounts);
    }
    for (const table of tableNames) await writers[table].end();
    for (const table of tableNames)
      await sql`select setval(pg_get_serial_sequence(${table}, 'id'), greatest(1, (select max(id) from ${sql(table)})))`;
    await sql`insert into schema_migrations (version) values ('20150101000000'), ('20150301000000') on conflict do nothing`;
    await sql`analyze`;
    const rows = Object.fromEntries(tableNames.map((table) => [table, writers[table].rows])) as Record<Table, number>;
    return { rows, dirt: dirtier.counts, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** Sizes like life: the k-th largest has 1 / (k + 5)^0.8 of a share. Shuffled, so that large ones are not all first. */
function accountSizes(accounts: number, average: number, random: Random): number[] {
  const shares = Array.from({ length: accounts }, (_, index) => 1 / (index + 5) ** 0.8);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const sizes = shares.map((share) => Math.max(4, Math.round((share / total) * accounts * average)));
  for (let index = sizes.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [sizes[index], sizes[other]] = [sizes[other] as number, sizes[index] as number];
  }
  return sizes;
}
