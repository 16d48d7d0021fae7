import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CheckReport, finalLine, type TestReport } from './final-line.ts';

const { values } = parseArgs({
  options: {
    tests: { type: 'string', default: '' },
    'tests-exit-code': { type: 'string', default: '1' },
    checks: { type: 'string', default: '' },
    'skipped-files': { type: 'string', default: '0' },
  },
});

const { line, failed } = finalLine({
  tests: report(values.tests) as TestReport | undefined,
  testsExitCode: Number(values['tests-exit-code']),
  checks: report(values.checks) as CheckReport | undefined,
  skippedFiles: Number(values['skipped-files']),
});
console.log(line);
process.exitCode = failed === 0 ? 0 : 1;

/** A program that was killed while writing leaves no report, or half of one: neither counts. */
function report(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
