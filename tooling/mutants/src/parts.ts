/** Code that is changed, and the unit tests that must notice. */
export interface Part {
  name: string;
  description: string;
  /** Workspace folder; the globs below are of it. */
  folder: string;
  mutate: readonly string[];
  tests: readonly string[];
  /** Share of the mutants, in percent, that the tests must notice. */
  least: number;
}

const comparison = [
  'account-of-line',
  'bytewise',
  'choose-scope',
  'compare-digests',
  'compare-extracts',
  'compare-rows',
  'csv-lines',
  'differences-of',
  'explain-difference',
  'explain-lines',
  'finding',
  'invariants',
  'moved',
  'narrow',
  'quarantined',
  'ranges',
  'read-rows',
  'settle',
];

/**
 * Adding a part: name it here, run it, and add tests until its score holds. Tests with random values (`*.property.test.ts`) take seconds each
 * and find no more: a mutant must fail a table. So do those of whole verifications (`verify.test.ts`).
 */
export const parts: readonly Part[] = [
  {
    name: 'comparison',
    description: 'what verification compares, and what it calls a difference',
    folder: 'apps/migration-runner',
    mutate: [...comparison.map((name) => `src/verification/${name}.ts`), 'src/verification/balance/close-balance.ts'],
    tests: ['src/verification/*.test.ts', 'src/verification/balance/*.test.ts'],
    least: 90,
  },
  {
    name: 'canonical-form',
    description: "how Field's records become those of the contract",
    folder: 'packages/field-adapter',
    mutate: ['src/mapping/*.ts', '!src/mapping/*.test.ts'],
    tests: ['src/mapping/*.test.ts'],
    least: 90,
  },
  {
    name: 'keys',
    description: 'how values that must be unique are compared',
    folder: 'packages/contracts',
    mutate: ['src/v1/keys.ts'],
    tests: ['src/v1/keys.test.ts'],
    least: 90,
  },
  {
    name: 'contract',
    description: 'how two versions of the contract are compared',
    folder: 'packages/contracts',
    mutate: ['src/compatibility/*.ts', '!src/compatibility/*.test.ts'],
    tests: ['src/compatibility/*.test.ts'],
    least: 85,
  },
];
