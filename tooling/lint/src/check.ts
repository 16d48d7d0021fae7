import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { runProgram } from './program.ts';
import { type Step, steps, tests } from './steps.ts';

interface Result {
  name: string;
  passed: boolean;
  /** How long the step took. */
  seconds: number;
  output: string;
}

const program = new Command('check')
  .description('Every check of the workspace, each run even when another has failed')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .option('--no-tests', 'leave the tests out')
  .option('--json', 'print one JSON document instead of lines')
  .option('--report <file>', 'write the JSON document to a file as well')
  .parse(process.argv);
const options = program.opts<{ tests: boolean; json?: boolean; report?: string }>();

// What takes minutes must not end with a place where nothing can be written.
if (options.report !== undefined)
  try {
    writeFileSync(options.report, '');
  } catch (error) {
    program.error(`error: --report: ${(error as Error).message}`);
  }

const results: Result[] = [];
for (const step of options.tests ? [...steps, tests] : steps) {
  const result = run(step);
  results.push(result);
  if (!options.json) print(result);
}

const failed = results.filter((result) => !result.passed).length;
const passed = results.length - failed;
const document = JSON.stringify({ passed, failed, steps: results }, null, 2);
if (options.report !== undefined) writeFileSync(options.report, document);
if (options.json) console.log(document);
else console.log(`${passed} checks passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run(step: Step): Result {
  const start = performance.now();
  const { code, output } = runProgram(step.program, step.arguments, { capture: true });
  return {
    name: step.name,
    passed: code === 0,
    seconds: Math.round((performance.now() - start) / 100) / 10,
    output: code === 0 ? '' : output,
  };
}

function print({ name, passed, seconds, output }: Result): void {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, '    '));
}
