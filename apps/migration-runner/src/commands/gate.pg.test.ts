import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { commandLine } from '../fixtures/command-line.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
vi.stubEnv('RUNNER_DATABASE_URL', database.url);
afterAll(() => database.drop());

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
