import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Part } from './parts.ts';
import { type MutantReport, type MutantScore, scoreOf } from './score.ts';
import { strykerOptions, vitestSettings } from './stryker-options.ts';

const { resolve } = createRequire(import.meta.url);

/** Stryker did not get so far that it could count. */
export class MutantsError extends Error {
  readonly code = 'mutants';
  constructor(part: Part, cause: unknown) {
    super(`Stryker wrote no report of ${part.name}; what it printed says why. Do the tests pass? Run: pnpm test -- ${part.folder}`, {
      cause,
    });
    this.name = 'MutantsError';
  }
}

/** Changes a part in hundreds of ways, one at a time, and counts how many its tests notice. Takes minutes. */
export async function runPart(part: Part, root: string, concurrency: number): Promise<MutantScore> {
  const folder = join(root, '.dev', 'mutants', part.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vitest.config.mjs'), vitestSettings(part));
  await writeFile(join(folder, 'stryker.json'), JSON.stringify(strykerOptions(part, folder, concurrency)));
  await runStryker(join(root, part.folder), join(folder, 'stryker.json'));
  const text = await readFile(join(folder, 'report.json'), 'utf8').catch((cause: unknown) => {
    throw new MutantsError(part, cause);
  });
  return scoreOf(JSON.parse(text) as MutantReport);
}

/** Its progress goes to standard error. It ends with 1 also when the score is too low, which the report tells better. */
function runStryker(cwd: string, settings: string): Promise<void> {
  const program = join(resolve('@stryker-mutator/core/package.json'), '..', 'bin', 'stryker.js');
  const child = spawn(process.execPath, [program, 'run', settings], { cwd, stdio: ['ignore', process.stderr, process.stderr] });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', () => done());
  });
}
