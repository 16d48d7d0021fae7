import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateHistory } from '@hq-field/gates';
import { testDatabase } from '@hq-field/testkit';
import { afterAll, expect, test, vi } from 'vitest';
import { openRunner } from '../database/open-runner.ts';
import { commandLine } from '../fixtures/command-line.ts';

const database = await testDatabase('runner', async (url) => (await openRunner(url)).end());
const runner = await openRunner(database.url);
vi.stubEnv('RUNNER_DATABASE_URL', database.url);
const folder = mkdtempSync(join(tmpdir(), 'maintenance-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await runner.end();
  await database.drop();
});

const maintenance = commandLine('maintenance');

const who = ['--actor', 'ann', '--reason', 'release day'];
const latest = async () => (await gateHistory(runner, 'field.maintenance', null, 1))[0];

test('on with words, previewed as it is served, and off', async () => {
  const out = join(folder, 'page.html');
  expect(await maintenance('on', '--text', 'Back at <noon>', ...who)).toMatchObject({
    code: 0,
    output: expect.stringContaining('All of Field is'),
  });
  expect(await latest()).toMatchObject({ value: 'all', words: 'Back at <noon>', actor: 'ann', reason: 'release day' });
  expect(await maintenance('preview', '--out', out)).toMatchObject({
    code: 0,
    output: expect.stringContaining('Now the maintenance is all'),
  });
  expect(readFileSync(out, 'utf8')).toContain('Back at &lt;noon&gt;');
  expect((await maintenance('off', ...who)).code).toBe(0);
  expect(await latest()).toMatchObject({ value: 'off', words: null });
});

test('words come from the release plan, with its times', async () => {
  expect((await maintenance('on', '--scope', 'administration', '--message', 'downtime', ...who)).code).toBe(0);
  expect((await latest())?.words).toMatch(/^Between Fri 2027-05-14 18:30 \(San Francisco\)/u);
  expect(await maintenance('on', '--message', 'easter', ...who)).toMatchObject({ code: 2, output: expect.stringContaining('downtime') });
  expect((await maintenance('on', '--message', 'downtime', '--text', 'x', ...who)).code).toBe(2);
  await maintenance('off', ...who);
});

test('words come from a file too; without any the page has its own', async () => {
  const file = join(folder, 'words.txt');
  writeFileSync(file, '--until Monday\n');
  const [with_, without] = [join(folder, 'with.html'), join(folder, 'without.html')];
  expect((await maintenance('preview', '--scope', 'administration', '--text-file', file, '--out', with_)).code).toBe(0);
  expect(readFileSync(with_, 'utf8')).toContain('--until Monday');
  expect((await maintenance('preview', '--scope', 'administration', '--out', without)).code).toBe(0);
  expect(readFileSync(without, 'utf8')).toContain('The administration of accounts and projects is being worked on');
  expect(await maintenance('on', '--text', ' ', ...who)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/The page says: its own words\n$/u),
  });
  expect((await maintenance('on', '--scope', 'administration', '--text-file', file, ...who)).code).toBe(0);
  expect(await latest()).toMatchObject({ value: 'administration', words: '--until Monday' });
});

test('a page may go to standard output, and a place that takes none is named', async () => {
  const { code, output } = await maintenance('preview', '--text', 'Back at noon', '--out', '-');
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/^<!doctype html>[^]*Back at noon[^]*Standard output holds the page/iu),
  });
  expect(existsSync('-')).toBe(false);
  for (const out of [folder, '/nowhere/page.html', '/dev/full'])
    expect(await maintenance('preview', '--out', out)).toEqual({ code: 3, output: expect.stringMatching(/^(?!E)[^\n]*--out[^\n]*\n$/u) });
});

test.each([
  [['perhaps'], 'on, off, preview'],
  [['on', '--scope', 'some', ...who], '--scope'],
  [['on', '--text', 'a'], '--actor'],
  [['on', '--text', 'a', '--text-file', 'b', ...who], 'one of --text'],
  [['on', '--text-file', '/nowhere/words.txt', ...who], '/nowhere/words.txt'],
  [['preview', '--out', ''], '--out FILE, or --out -'],
  [['preview', '--out', '-', '--json'], '--json and --out - both want standard output'],
])('%j is refused with what to do', async (words, told) => {
  expect(await maintenance(...words)).toMatchObject({ code: 2, output: expect.stringContaining(told) });
});
