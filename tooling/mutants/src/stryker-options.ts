import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Part } from './parts.ts';

const { resolve } = createRequire(import.meta.url);

/** What Stryker is told; it works in `folder`, where the settings of vitest stand as vitest.config.mjs. */
export function strykerOptions(part: Part, folder: string, concurrency: number): object {
  return {
    mutate: part.mutate,
    testRunner: 'vitest',
    plugins: [resolve('@stryker-mutator/vitest-runner')],
    vitest: { configFile: join(folder, 'vitest.config.mjs') },
    // Stryker reads tsconfig.json with TypeScript's JavaScript API, which TypeScript 7 has not.
    tsconfigFile: 'tsconfig.none.json',
    coverageAnalysis: 'perTest',
    // What is computed when a module is loaded would need every test anew, for each of its mutants.
    ignoreStatic: true,
    concurrency,
    // Much longer than any of these tests: on a busy machine a slow one is not a mutant that never ends.
    timeoutMS: 5000,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: join(folder, 'report.json') },
    tempDirName: join(folder, 'sandbox'),
    ignorePatterns: ['dist', 'docs', 'frozen'],
    allowConsoleColors: false,
    thresholds: { high: part.least, low: part.least, break: part.least },
  };
}

/** The settings of vitest as the text of a module: unit tests of the part, without those of random values and those that need PostgreSQL. */
export function vitestSettings({ tests }: Part): string {
  const test = {
    include: tests,
    exclude: ['**/*.property.test.ts', '**/*.pg.test.ts', '**/*.pg18.test.ts', '**/valid-values.test.ts', '**/verify.test.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false,
  };
  // What is not changed is loaded by Node once a thread, not by vitest for each mutant.
  return `export default { test: { ...${JSON.stringify(test, null, 2)}, server: { deps: { external: [/\\/packages\\/[^/]+\\/src\\//] } } } };\n`;
}
