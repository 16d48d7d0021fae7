import { createRequire } from 'node:module';
import { join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/** Share of the mutants, in percent, that the tests must notice. */
export const leastScore = 85;

/** What Stryker is told: every file of the comparison is changed, and only the tables of examples are run. */
export function strykerOptions(folder: string, concurrency: number): object {
  return {
    mutate: ['src/compatibility/*.ts', '!src/compatibility/*.test.ts'],
    testRunner: 'vitest',
    plugins: [resolve('@stryker-mutator/vitest-runner')],
    vitest: { configFile: join(import.meta.dirname, 'vitest.config.ts') },
    // Stryker reads tsconfig.json with TypeScript's JavaScript API, which TypeScript 7 has not.
    tsconfigFile: 'tsconfig.none.json',
    coverageAnalysis: 'perTest',
    concurrency,
    // Generous: on a busy machine a slow test is not a mutant that never ends.
    timeoutMS: 60_000,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: join(folder, 'report.json') },
    tempDirName: join(folder, 'sandbox'),
    ignorePatterns: ['dist', 'docs', 'frozen'],
    allowConsoleColors: false,
    thresholds: { high: leastScore, low: leastScore, break: leastScore },
  };
}
