import { defineConfig } from 'vitest/config';

/** The tests that mutants are held to. Those with random values take seconds each and find no more: a mutant must fail a table. */
export default defineConfig({
  test: {
    include: ['src/compatibility/*.test.ts'],
    exclude: ['**/valid-values.test.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false,
  },
});
