import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { thisCheckout } from '../checkout.ts';
import { type MutantReport, scoreOf } from '../mutants/score.ts';
import { leastScore, strykerOptions } from '../mutants/stryker-options.ts';
import { ToolError } from '../tool-error.ts';
import type { Command } from './command.ts';
import { print } from './command.ts';

const { resolve } = createRequire(import.meta.url);

/** Changes the comparison in hundreds of ways, one at a time, and counts how many its tests notice. Takes minutes, so CI does without. */
export const mutants: Command = {
  name: 'mutants',
  description: `Mutation test of src/compatibility: fails when its tests notice less than ${leastScore}% of the mutants`,
  async run({ json }) {
    const folder = join(thisCheckout.root, '.dev', 'mutants');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const settings = join(folder, 'stryker.json');
    await writeFile(settings, JSON.stringify(strykerOptions(folder, availableParallelism())));
    await runStryker(settings);
    const text = await readFile(join(folder, 'report.json'), 'utf8').catch((cause: unknown) => {
      throw new ToolError('Stryker wrote no report; what it printed says why. Run: pnpm test -- packages/contracts/src/compatibility', {
        cause,
      });
    });
    const score = scoreOf(JSON.parse(text) as MutantReport);
    if (json === true) print(JSON.stringify({ ...score, least: leastScore }));
    else
      print(
        [...score.unnoticed, `${score.noticed} of ${score.mutants} mutants are noticed: ${score.percent}%, at least ${leastScore}%`].join(
          '\n',
        ),
      );
    return score.percent < leastScore ? 1 : 0;
  },
};

/** Its progress goes to standard error. It ends with 1 also when the score is too low, which the report tells better. */
function runStryker(settings: string): Promise<void> {
  const program = join(resolve('@stryker-mutator/core/package.json'), '..', 'bin', 'stryker.js');
  const child = spawn(process.execPath, [program, 'run', settings], {
    cwd: thisCheckout.contracts,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', () => done());
  });
}
