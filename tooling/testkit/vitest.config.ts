import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './src/longest-first.ts';
import { debian15Binaries, holdsPostgres } from './src/postgres-binaries.ts';

const here = import.meta.dirname;
const folders = '{packages,apps,tooling}/*';
const exclude = ['**/node_modules/**', '**/dist/**'];
const setupFiles = [join(here, 'src/undo-stubs.ts')];
/** What hosts, processes and wires do: the same on every major, and slow. */
const once = '**/*.pg18.test.ts';
const withPostgres = {
  include: [`${folders}/**/*.pg.test.ts`],
  exclude,
  setupFiles,
  globalSetup: [join(here, 'src/project-postgres.ts')],
  hookTimeout: 60_000,
  testTimeout: 60_000,
};

/** Projects: files without a database once, files that need one on each PostgreSQL major that is here, or on the embedded one only. */
export default defineConfig({
  root: join(here, '..', '..'),
  test: {
    // Most time goes to waiting for the database, so one worker more than cores keeps them busy.
    maxWorkers: availableParallelism() + 1,
    // Files share their worker's modules: to load them anew for each took a third of the time. What a file changes for good it must undo.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${folders}/**/*.test.ts`],
          exclude: [...exclude, '**/*.pg.test.ts', once],
          setupFiles,
          testTimeout: 30_000,
        },
      },
      { test: { name: 'pg18', ...withPostgres, include: [...withPostgres.include, `${folders}/${once}`] } },
      ...(holdsPostgres(debian15Binaries) ? [{ test: { name: 'pg15', ...withPostgres } }] : []),
    ],
  },
});
