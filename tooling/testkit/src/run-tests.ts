import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { debian15Binaries, holdsPostgres } from './postgres-binaries.ts';

const workspace = join(import.meta.dirname, '..', '..', '..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

const { status, signal } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', join(import.meta.dirname, '..', 'vitest.config.ts'), ...process.argv.slice(2)],
  {
    cwd: workspace,
    stdio: 'inherit',
    // Tests leave garbage and little else, and so do the commands that they start.
    env: { ...process.env, NODE_OPTIONS: `--max-semi-space-size=32 ${process.env['NODE_OPTIONS'] ?? ''}`.trim() },
  },
);

if (!holdsPostgres(debian15Binaries)) {
  const files = globSync('{packages,apps,tooling}/*/src/**/*.pg.test.ts', { cwd: workspace });
  console.log(
    `PostgreSQL 15: ${files.length} test files skipped, because ${debian15Binaries} is not there (apt-get install postgresql-15).`,
  );
}
const lacking = ['spin', 'gcc'].filter((program) => spawnSync(program, ['--version']).error !== undefined);
if (lacking.length > 0)
  console.log(`The model of the protocol was not checked: ${lacking.join(' and ')} missing (apt-get install spin gcc).`);
process.exitCode = signal === null ? (status ?? 1) : 1;
