import { testDatabase, type TestDatabase } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedField, type SeedReport } from './seed-field.ts';
import { tableNames } from './tables.ts';

const digestOf = async (seed: string): Promise<string> => {
  const database = await testDatabase('field_empty', async () => {});
  const sql = postgres(database.url, { max: 1 });
  await seedField({ databaseUrl: database.url, accounts: 8, seed, rowsPerAccount: 60 });
  const digests = await Promise.all(
    tableNames.map((table) => sql`select md5(string_agg(t::text, '|' order by id)) as digest from ${sql(table)} t`),
  );
  await sql.end();
  await database.drop();
  return JSON.stringify(digests);
};

describe('seedField', () => {
  it('gives the same rows for the same seed, and others for another', { timeout: 30_000 }, async () => {
    const [one, again, other] = [await digestOf('a'), await digestOf('a'), await digestOf('b')];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  describe('with 300 accounts', () => {
    let database: TestDatabase;
    let sql: postgres.Sql;
    let report: SeedReport;

    beforeAll(async () => {
      database = await testDatabase('field_empty', async () => {});
      sql = postgres(database.url, { max: 1 });
      report = await seedField({ databaseUrl: database.url, accounts: 300, seed: 1 });
    });
    afterAll(async () => {
      await sql.end();
      await database.drop();
    });

    it('has every kind of dirt', () => {
      expect(Object.entries(report.dirt).filter(([, count]) => count === 0)).toEqual([]);
    });

    it('says how many rows each table has', async () => {
      for (const table of tableNames) {
        const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from ${sql(table)}`;
        expect(row?.rows, table).toBe(report.rows[table]);
      }
    });

    it('gives a few accounts most of the contacts, and none a tenth of them', async () => {
      const counts = await sql<
        { count: number }[]
      >`select count(*)::int from contacts join projects on projects.id = project_id group by account_id order by 1 desc`;
      const total = counts.reduce((sum, { count }) => sum + count, 0);
      expect((counts[0]?.count ?? 0) / total).toBeLessThan(0.1);
      expect(counts.slice(0, 30).reduce((sum, { count }) => sum + count, 0) / total).toBeGreaterThan(0.4);
    });

    it('has people who belong to several accounts', async () => {
      const [row] = await sql<{ share: number }[]>`
        select (count(*) filter (where accounts > 1))::float / count(*) as share from (select count(distinct account_id) as accounts from account_users group by user_id) each`;
      expect(row?.share).toBeGreaterThan(0.03);
      expect(row?.share).toBeLessThan(0.08);
    });

    it('leaves the ids at HQ null and the sequences behind the last ids', async () => {
      const [row] =
        await sql`select (select count(hq_account_identifier) from accounts) + (select count(hq_identifier) from projects) as ids, nextval('users_id_seq') as next`;
      expect(row).toEqual({ ids: '0', next: String(report.rows.users + 1) });
    });

    it('refuses a field that holds rows', async () => {
      await expect(seedField({ databaseUrl: database.url, accounts: 1, seed: 1 })).rejects.toMatchObject({ code: 'not_empty' });
    });
  });
});
