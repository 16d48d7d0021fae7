/** What vitest's JSON reporter tells, as far as it counts. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** What `check --report` tells, as far as it counts. */
export interface CheckReport {
  passed: number;
  failed: number;
}

/**
 * Adds up tests and checks. A report that is missing counts as one failure, and so does a test file that failed outside
 * of its tests, or a run that ended badly although no test failed. `skippedFiles` are test files that could not run here.
 */
export function finalLine(input: { tests?: TestReport; testsExitCode: number; checks?: CheckReport; skippedFiles: number }): {
  line: string;
  failed: number;
} {
  const { tests, checks } = input;
  const brokenFiles =
    tests?.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'))
      .length ?? 0;
  const failedTests = (tests?.numFailedTests ?? 0) + brokenFiles;
  const failed = (failedTests === 0 && input.testsExitCode !== 0 ? 1 : failedTests) + (checks?.failed ?? 1);
  const passed = (tests?.numPassedTests ?? 0) + (checks?.passed ?? 0);
  const skipped = (tests?.numPendingTests ?? 0) + (tests?.numTodoTests ?? 0) + input.skippedFiles;
  return { line: `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`, failed };
}
