import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const tools = join(import.meta.dirname, '..', '..');
const command = 'testkit/src/postgres-command.ts';

async function end(script: string, words: readonly string[], stdout: 'pipe' | number) {
  const stdio: StdioOptions = ['ignore', stdout, 'pipe'];
  const child = spawn(process.execPath, [join(tools, script), ...words], { stdio });
  child.stdout?.destroy();
  if (child.stderr === null) throw new Error('it has no stderr');
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, said };
}

test.runIf(process.platform === 'linux').each([
  [command, 'status', '--json'],
  [command, '--help'],
  ['bench/src/main.ts', '--help'],
  ['mutants/src/main.ts', '--help'],
])('%s %s: an answer for which there is no room could not be given', async (script, ...words) => {
  const full = openSync('/dev/full', 'w');
  const { code, said } = await end(script, words, full);
  closeSync(full);
  expect(code).toBe(3);
  expect(said).toMatch(/^Standard output cannot be written \(ENOSPC[^\n]*\n$/u);
});

test('a reader that leaves early is no failure', async () => {
  expect(await end(command, ['status'], 'pipe')).toEqual({ code: 0, said: '' });
});

test.each([command, 'bench/src/main.ts', 'mutants/src/main.ts'])('%s refuses a word that it does not know with 2', async (script) => {
  expect(await end(script, ['nothing'], 'pipe')).toMatchObject({ code: 2, said: expect.stringContaining('error: ') });
});
