import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installCapture, openField } from '@hq-field/field-adapter';
import { changeGate, createGateTables, toGateChange } from '@hq-field/gates';
import { startProcess, testDatabase } from '@hq-field/testkit';
import { until } from '@hq-field/testkit/until';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { createLegacySchema } from '../legacy-schema/legacy-schema.ts';

const script = join(import.meta.dirname, '..', 'main.ts');
const field = await testDatabase('field_of_hq', async (url) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await createLegacySchema(sql);
  await sql.end();
});
const capturing = openField(field.url);
await installCapture(capturing);
await capturing.end();
const runner = await testDatabase('gates', async (url) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.begin((transaction) => createGateTables(transaction));
  await sql.end();
});
const operator = postgres(runner.url, { max: 1, onnotice: () => {} });
afterAll(async () => {
  await operator.end({ timeout: 1 });
  await Promise.all([field.drop(), runner.drop()]);
});

const maintenance = (value: string) =>
  changeGate(
    operator,
    toGateChange({ gate: 'field.maintenance', value, accounts: null, percentage: null, actor: 'ann', reason: 'a test' }),
  );

async function serving(env: Record<string, string>) {
  const child = startProcess(script, { arguments: ['serve', '--json'], env: { FIELD_PORT: '0', ...env } });
  const [line] = await child.line(/^\{"url".*$/mu);
  const { url } = JSON.parse(line) as { url: string };
  return { child, status: async (path: string) => (await fetch(`${url}${path}`, { redirect: 'manual' })).status };
}

test('field serve serves the pages and follows the gates until SIGTERM', async () => {
  const { child, status } = await serving({ FIELD_DATABASE_URL: field.url, GATES_DATABASE_URL: runner.url });
  expect([await status('/'), await status('/sign-in'), await status('/accounts')]).toEqual([200, 200, 303]);
  await maintenance('all');
  await until(async () => (await status('/sign-in')) === 503, { timeoutMs: 5000, everyMs: 10, what: 'the maintenance page' });
  expect(await status('/healthz')).toBe(200);
  expect(await child.stop()).toMatchObject({ code: 0 });
});

test('in maintenance it starts without the database of Field', async () => {
  await maintenance('all');
  const { child, status } = await serving({ FIELD_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/field', GATES_DATABASE_URL: runner.url });
  expect(await status('/')).toBe(503);
  expect(await child.stop()).toMatchObject({ code: 0 });
});

test('without gates the administration is as it was, and a secret that is too short is refused', async () => {
  const { child, status } = await serving({ FIELD_DATABASE_URL: field.url, GATES_DATABASE_URL: '' });
  expect(await status('/trial')).toBe(200);
  await child.stop();
  const refused = startProcess(script, { arguments: ['serve'], env: { FIELD_DATABASE_URL: field.url, FIELD_SESSION_SECRET: 'short' } });
  expect(await refused.exited).toMatchObject({ code: 2 });
  expect(refused.output()).toContain('FIELD_SESSION_SECRET');
});

test.each(['FIELD_HQ_KEYS_FILE', 'FIELD_SIGNING_KEY_FILE'])('%s without keys is refused at the start', async (setting) => {
  const file = join(await mkdtemp(join(tmpdir(), 'field-keys-')), 'keys.json');
  await writeFile(file, '{}');
  const env = { FIELD_DATABASE_URL: field.url, GATES_DATABASE_URL: runner.url, [setting]: file };
  const child = startProcess(script, { arguments: ['serve'], env });
  expect([(await child.exited).code, child.output()]).toEqual([2, expect.stringContaining(setting)]);
  await rm(dirname(file), { recursive: true });
});
