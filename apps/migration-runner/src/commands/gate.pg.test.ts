import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStubServer, sample } from '@hq-field/contracts/conformance';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { commandLine } from '../fixtures/command-line.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const runner = await openRunner(database.url);
const folder = mkdtempSync(join(tmpdir(), 'gate-'));
vi.stubEnv('RUNNER_DATABASE_URL', database.url);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await runner.end();
  await database.drop();
});

const migrate = commandLine();

const who = ['--actor', 'ann', '--reason', 'pilots'];

test('a gate is set, listed and explained', async () => {
  expect(await migrate('gate', 'set', 'field.push', 'on', '--accounts', 'acme,beta', ...who)).toMatchObject({
    code: 0,
    output: expect.stringContaining('2 accounts: on (ann: pilots)'),
  });
  const listed = JSON.parse((await migrate('gate', 'list', '--json')).output);
  expect(listed.gates.map((one: { gate: string; value: string; cohort: number }) => [one.gate, one.value, one.cohort])).toEqual([
    ['field.push', 'off', 2],
    ['field.administration', 'legacy', 0],
    ['field.maintenance', 'off', 0],
    ['hq.field-visible', 'off', 0],
  ]);
  const explained = JSON.parse((await migrate('gate', 'why', 'field.push', '--account', 'acme', '--json')).output);
  expect(explained).toMatchObject({
    value: 'on',
    because: 'cohort',
    history: [
      { account: 'acme', value: 'on', actor: 'ann' },
      { account: null, value: 'off' },
    ],
  });
});

test('a guid that nobody has is set and named, also while HQ is away: one that is mistyped locks nothing', async () => {
  const [acme, beta, mistyped] = ['a', 'b', 'c'].map((letter) => `${letter}0000000-0000-4000-8000-000000000001`);
  await runner`insert into migration.accounts (external_id) values (${acme ?? ''})`;
  vi.stubEnv('HQ_URL', 'http://127.0.0.1:1');
  const lock = async (...accounts: (string | undefined)[]) =>
    migrate('gate', 'set', 'field.administration', 'locked', '--accounts', accounts.join(','), '--json', ...who);
  expect(JSON.parse((await lock(acme, mistyped)).output)).toMatchObject({ gate: { cohort: 2 }, unknown: [mistyped] });
  const hq = await createStubServer();
  vi.stubEnv('HQ_URL', hq.url);
  const key = join(folder, 'key.json');
  writeFileSync(key, JSON.stringify(hq.privateKey));
  vi.stubEnv('RUNNER_SIGNING_KEY_FILE', key);
  await hq.handlers.records.applyBatch({ source: 'field', batchId: randomUUID(), records: { account: [sample.account(beta ?? '')] } });
  expect(JSON.parse((await lock(acme, beta, mistyped)).output)).toMatchObject({ gate: { cohort: 3 }, unknown: [mistyped] });
  await hq.stop();
});

test.each([
  [['set', 'field.push', 'on', '--actor', 'ann'], 'say who'],
  [['set', 'field.push', 'maybe', ...who], 'field.push is off, on'],
  [['set', 'field.pull', 'on', ...who], 'There is no gate field.pull'],
  [['set', 'field.push', 'on', '--percentage', '101', ...who], '--percentage'],
  [['why', 'field.pull'], 'Expected one of'],
  [['flip'], 'Expected one of list, set, why'],
])('gate %j is wrong usage', async (words, message) => {
  expect(await migrate('gate', ...words)).toMatchObject({ code: 2, output: expect.stringContaining(message) });
});
