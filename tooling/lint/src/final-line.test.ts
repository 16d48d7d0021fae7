import { expect, test } from 'vitest';
import { finalLine, type TestReport } from './final-line.ts';

const tests: TestReport = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
const checks = { passed: 6, failed: 0 };

test('tests and checks are counted together', () => {
  expect(finalLine({ tests, testsExitCode: 0, checks, skippedFiles: 0 })).toEqual({ line: '46 passed, 0 failed', failed: 0 });
});

test('skipped tests and files are told only when there are some', () => {
  expect(finalLine({ tests: { ...tests, numPendingTests: 2 }, testsExitCode: 0, checks, skippedFiles: 9 }).line).toBe(
    '46 passed, 0 failed, 11 skipped',
  );
});

test('a file that breaks before its first test is a failure', () => {
  const broken = { ...tests, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(finalLine({ tests: broken, testsExitCode: 1, checks, skippedFiles: 0 }).line).toBe('46 passed, 1 failed');
});

test('a file with failed tests is not counted a second time', () => {
  const failing = {
    ...tests,
    numFailedTests: 2,
    testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] }],
  };
  expect(finalLine({ tests: failing, testsExitCode: 1, checks: { passed: 5, failed: 1 }, skippedFiles: 0 }).line).toBe(
    '45 passed, 3 failed',
  );
});

test('a run that ended badly or left no report is a failure', () => {
  expect(finalLine({ tests, testsExitCode: 137, checks, skippedFiles: 0 }).failed).toBe(1);
  expect(finalLine({ testsExitCode: 1, skippedFiles: 0 })).toEqual({ line: '0 passed, 2 failed', failed: 2 });
});
