import { join } from 'node:path';
import { rulesFile } from './program.ts';

/** One look at the whole workspace: a program that ends with 0 when nothing is wrong. */
export interface Step {
  name: string;
  program: string;
  arguments: string[];
}

/** The options of oxlint; without folders it reads the whole workspace. */
export const lintArguments = ['--type-aware', '--deny-warnings', `--config=${rulesFile('oxlint.json')}`];

/** Everything `pnpm check` does, cheap steps first. Adding one: name it here, keep its rules beside the others, plant a violation and see it fail. */
export const steps: Step[] = [
  { name: 'format', program: 'biome', arguments: ['format', `--config-path=${rulesFile('format.json')}`, '.'] },
  { name: 'manifests', program: 'sherif', arguments: [] },
  { name: 'boundaries', program: 'depcruise', arguments: ['--config', rulesFile('boundaries.mjs'), 'packages', 'apps', 'tooling'] },
  { name: 'dead-code', program: 'knip', arguments: ['--config', rulesFile('knip.json'), '--no-progress', '--no-config-hints'] },
  { name: 'lint', program: 'oxlint', arguments: lintArguments },
  { name: 'contract', program: 'node', arguments: [join('tooling', 'contract', 'src', 'main.ts'), 'check'] },
  { name: 'typecheck', program: 'turbo', arguments: ['run', 'typecheck', '--continue', '--output-logs=errors-only'] },
];

/** The tests of the whole workspace, the contract lock among them. */
export const tests: Step = { name: 'tests', program: 'node', arguments: [join('tooling', 'testkit', 'src', 'run-tests.ts')] };
