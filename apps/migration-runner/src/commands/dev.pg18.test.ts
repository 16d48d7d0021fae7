import { join } from 'node:path';
import { type ChildProcess, startProcess, testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test } from 'vitest';
import type { DevelopmentAddresses } from '../development/start-all.ts';

const script = join(import.meta.dirname, '..', 'main.ts');
const [field, hq, runner] = await Promise.all([
  testDatabase('empty_field', async () => {}),
  testDatabase('empty_hq', async () => {}),
  testDatabase('empty_runner', async () => {}),
]);
const env = {
  FIELD_DATABASE_URL: field.url,
  HQ_DATABASE_URL: hq.url,
  RUNNER_DATABASE_URL: runner.url,
  HQ_PORT: '0',
  FIELD_PORT: '0',
};
let dev: ChildProcess | null = null;
afterAll(async () => {
  await dev?.kill();
  await Promise.all([field.drop(), hq.drop(), runner.drop()]);
});

test('one command starts Field, HQ and the runner over empty databases, and ends them all', async () => {
  dev = startProcess(script, { arguments: ['dev', '--json', '--accounts', '3'], env });
  const [json] = await dev.line(/^\{.*\}$/u, { timeoutMs: 50_000 });
  const addresses = JSON.parse(json) as DevelopmentAddresses;
  expect(addresses.administrator).toMatch(/@/u);
  const page = async (url: string) => (await fetch(url)).text();
  expect(await page(`${addresses.field}/sign-in`)).toContain('Sign in');
  expect(await page(addresses.console)).toContain('HQ');
  expect(await (await fetch(`${addresses.hq}/readyz`)).json()).toEqual({ status: 'ready' });
  expect(await dev.stop()).toEqual({ code: 0, signal: null });
  await expect(fetch(`${addresses.hq}/healthz`)).rejects.toThrow('fetch failed');
});

test('a process that cannot start is named, with its last words', async () => {
  const child = startProcess(script, { arguments: ['dev', '--accounts', '3'], env: { ...env, FIELD_SESSION_SECRET: 'short' } });
  expect((await child.exited).code).toBe(3);
  expect(child.output()).toContain('field ended by itself');
  expect(child.output()).toContain('FIELD_SESSION_SECRET');
});
