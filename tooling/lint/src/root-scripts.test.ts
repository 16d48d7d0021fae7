import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
/** Those that give their words to programs of others, which have exit codes of their own. */
const ofOthers = ['format', 'lint', 'test'];
const ours = Object.entries(scripts).filter(([name, script]) => script.startsWith('node ') && !ofOthers.includes(name));

const run = (script: string, ...words: string[]) => {
  const [, ...options] = [...script.split(' '), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, options, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stdout, stderr };
};

test('there are such scripts', () => {
  expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(['bench', 'check', 'hq', 'migrate', 'postgres', 'rehearse']));
});

test.each(ours)('pnpm %s ends with 2 and a sentence when its words are wrong, behind the "--" that pnpm hands on', (_name, script) => {
  const { status, stderr } = run(script, '--', '--nonsense');
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("unknown option '--nonsense'") });
  expect(stderr).not.toContain('    at ');
});

test('what takes minutes says at once that its report cannot be written', () => {
  const { status, stdout, stderr } = run(scripts['check'] ?? '', '--report', '/nowhere/report.json');
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining('/nowhere/report.json') });
});
