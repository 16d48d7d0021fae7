import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, withConnection } from './databases.ts';
import { type PostgresServer, settingsForTests, startPostgres } from './postgres.ts';
import { testPostgres } from './test-postgres.ts';

describe('a server of our own', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres({ binaries: testPostgres().binaries, settings: { ...settingsForTests, work_mem: '7MB' } });
  });
  afterAll(() => server.stop());

  test('has the major version of the project and the settings it was given', async () => {
    expect(server.major).toBe(testPostgres().major);
    const [row] = await withConnection(
      server.url('postgres'),
      (sql) =>
        sql`select current_setting('work_mem') as memory, current_setting('wal_level') as wal, current_setting('server_version_num')::int / 10000 as major`,
    );
    expect(row).toEqual({ memory: '7MB', wal: 'logical', major: server.major });
  });

  test('knows the Unicode collation that the neutral extracts rely on', async () => {
    const [row] = await withConnection(server.url('postgres'), (sql) => sql`select lower('ÄÉ' collate "und-x-icu") as folded`);
    expect(row?.folded).toBe('äé');
  });

  test('keeps what was committed when it is killed, and starts again on the same port', async () => {
    await createDatabase(server.url('postgres'), 'survivor');
    await withConnection(server.url('survivor'), (sql) => sql`create table kept as select 1 as value`);
    await server.kill();
    await expect(withConnection(server.url('survivor'), (sql) => sql`select 1`)).rejects.toThrow('ECONNREFUSED');
    await server.start();
    const rows = await withConnection(server.url('survivor'), (sql) => sql`select value from kept`);
    expect([...rows]).toEqual([{ value: 1 }]);
  });

  test('creates a database as a copy of another and drops it again', async () => {
    await server.createDatabase('origin');
    await withConnection(server.url('origin'), (sql) => sql`create table copied as select 7 as value`);
    await server.createDatabase('copy', 'origin');
    const rows = await withConnection(server.url('copy'), (sql) => sql`select value from copied`);
    expect([...rows]).toEqual([{ value: 7 }]);
    await server.dropDatabase('copy');
    await server.dropDatabase('copy');
  });
});
