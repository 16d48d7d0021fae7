import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endCluster } from './cluster.ts';
import { withConnection } from './databases.ts';
import { developmentPostgresStatus, stopDevelopmentPostgres } from './development-postgres.ts';
import { startProcess } from './processes.ts';

const script = join(import.meta.dirname, 'fixtures', 'attach-development-postgres.ts');
let folder: string;
let data: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hq-field-development-'));
  chmodSync(folder, 0o755);
  data = join(folder, 'postgres');
});
afterAll(async () => {
  await stopDevelopmentPostgres(data);
  rmSync(folder, { recursive: true, force: true });
});

async function attach(): Promise<{ pid: number; url: string }> {
  const command = startProcess(script, { arguments: [data] });
  const { code } = await command.exited;
  expect(code, command.output()).toBe(0);
  return JSON.parse(command.output()) as { pid: number; url: string };
}

test('two commands that start at the same time share one server, which outlives them', async () => {
  const [first, second] = await Promise.all([attach(), attach()]);
  expect(first).toEqual(second);
  const rows = await withConnection(
    first.url,
    (sql) => sql<{ datname: string }[]>`select datname from pg_database where datname in ('field', 'hq', 'runner') order by 1`,
  );
  expect(rows.map((row) => row.datname)).toEqual(['field', 'hq', 'runner']);
});

test('a killed server is started again with its data', async () => {
  const before = await attach();
  await withConnection(before.url, (sql) => sql`create table kept ()`);
  await endCluster(before.pid, 'SIGKILL');
  expect(developmentPostgresStatus(data)).toBeUndefined();

  const after = await attach();
  expect(after.pid).not.toBe(before.pid);
  await withConnection(after.url, (sql) => sql`select from kept`);
});

test('stop says whether there was anything to stop', async () => {
  await attach();
  expect(await stopDevelopmentPostgres(data)).toBe(true);
  expect(await stopDevelopmentPostgres(data)).toBe(false);
});
