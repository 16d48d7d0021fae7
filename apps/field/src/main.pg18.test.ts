import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Exit, startProcess, type TestDatabase, testDatabase, testPostgres } from '@hq-field/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedField } from './generator/seed-field.ts';

const script = join(import.meta.dirname, 'main.ts');
let filled: TestDatabase;
let empty: TestDatabase;

beforeAll(async () => {
  filled = await testDatabase('field-of-40', async (databaseUrl) => {
    await seedField({ databaseUrl, accounts: 40, seed: '1' });
  });
  empty = await testDatabase('field-empty', async () => {});
});
afterAll(() => Promise.all([filled.drop(), empty.drop()]));

function field(url: string, ...given: string[]) {
  return startProcess(script, { arguments: given, env: { FIELD_DATABASE_URL: url } });
}

async function ended(url: string, ...given: string[]): Promise<Exit & { output: string }> {
  const child = field(url, ...given);
  return { ...(await child.exited), output: child.output() };
}

it('wrong use exits with 2 and names what is wrong', async () => {
  expect(await ended('nonsense', 'schema')).toMatchObject({ code: 2, output: expect.stringContaining('FIELD_DATABASE_URL') });
  const bare = await ended('postgres://u:p@ss#w@host/db', 'schema');
  expect(bare).toMatchObject({ code: 2, output: expect.stringContaining('%40 for @') });
  expect(bare.output).not.toContain('ss#w');
  expect(await ended(empty.url, 'seed', '--accounts', 'many')).toMatchObject({ code: 2, output: expect.stringContaining('--accounts') });
  expect(await ended(empty.url, 'changes', '--speed', '3')).toMatchObject({ code: 2, output: expect.stringContaining('--speed') });
});

it('a database that is down, missing, filled or without tables exits with 3 and what to do', async () => {
  const down = await ended('postgres://postgres@127.0.0.1:1/field', 'changes');
  expect(down).toMatchObject({ code: 3, output: expect.stringContaining('cannot be reached') });
  const missing = await ended(testPostgres().url('not_there'), 'seed');
  expect(missing).toMatchObject({ code: 3, output: expect.stringContaining('FIELD_DATABASE_URL') });
  expect(await ended(filled.url, 'seed', '--accounts', '2')).toMatchObject({ code: 3, output: expect.stringContaining('holds rows') });
  expect(await ended(empty.url, 'changes', '--rate', '1')).toMatchObject({ code: 3, output: expect.stringContaining('pnpm field seed') });
});

it('SIGTERM ends the changes with exit 0 and the totals as the last line of JSON', async () => {
  const changes = field(filled.url, 'changes', '--rate', '30', '--seed', '2', '--json');
  await changes.line(/^\{"changes":\d+/u);
  expect(await changes.stop()).toMatchObject({ code: 0 });
  const last = JSON.parse(changes.output().trim().split('\n').at(-1) ?? '') as { final: boolean; changes: number; errors: number };
  expect(last).toMatchObject({ final: true, errors: 0 });
  expect(last.changes).toBeGreaterThan(0);
});

it('changes go on, and end with 0, when nobody reads what they print', async () => {
  const child = spawn(process.execPath, [script, 'changes', '--rate', '5', '--seconds', '3', '--json'], {
    env: { ...process.env, FIELD_DATABASE_URL: filled.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const said = text(child.stderr);
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  expect(await said).toBe('');
});

it('schema refuses a part of the tables, and names those that are missing', async () => {
  const fresh = await testDatabase('field-empty', async () => {});
  expect(await ended(fresh.url, 'schema')).toMatchObject({ code: 0 });
  const sql = postgres(fresh.url, { max: 1, onnotice: () => {} });
  await sql`drop table free_trials`;
  expect(await ended(fresh.url, 'schema')).toMatchObject({ code: 3, output: expect.stringContaining('Missing: free_trials.') });
  await sql`drop table projects, contacts`;
  const { code, output } = await ended(fresh.url, 'schema');
  expect(code).toBe(3);
  expect(output).toContain('Missing: projects, contacts, free_trials. Name an empty database');
  await sql.end();
  await fresh.drop();
});

it('schema creates the tables once and leaves them alone afterwards', async () => {
  const fresh = await testDatabase('field-empty', async () => {});
  expect(await ended(fresh.url, 'schema')).toMatchObject({ code: 0 });
  expect(await ended(fresh.url, 'schema', '--json')).toMatchObject({ code: 0 });
  await fresh.drop();
});
