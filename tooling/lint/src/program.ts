import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

// Rules and paths are written from the root of the checkout.
const workspace = join(import.meta.dirname, '..', '..', '..');

const rules = join(import.meta.dirname, '..');

/** The path of a file with rules, for a program that runs in the root. */
export function rulesFile(name: string): string {
  return join('tooling', 'lint', name);
}

/** Runs a program of this package in `folder` and returns its exit code; with `capture`, what it printed comes back instead of going to the terminal. */
export function runProgram(
  program: string,
  given: string[],
  options: { folder?: string; capture?: boolean } = {},
): { code: number; output: string } {
  const path = [join(rules, 'node_modules', '.bin'), join(workspace, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const { status, stdout, stderr, error } = spawnSync(program, given, {
    cwd: options.folder ?? workspace,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  if (error !== undefined) return { code: 1, output: `${program} could not be started: ${error.message}` };
  return { code: status ?? 1, output: `${stdout ?? ''}${stderr ?? ''}` };
}
