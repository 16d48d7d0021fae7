import { Command } from 'commander';
import { fieldDatabaseUrl } from '../config.ts';
import { dirt, type Dirt } from '../generator/dirt.ts';
import { seedField } from '../generator/seed-field.ts';
import { numberOption } from './number-option.ts';

export const seedCommand = new Command('seed')
  .description('Fills an empty Field database with dirty data of realistic shape.')
  .option('--accounts <n>', 'customers', numberOption('accounts', 1), 300)
  .option('--seed <s>', 'the same seed gives the same rows', '1')
  .option('--rows-per-account <n>', 'records of an account on average', numberOption('rows-per-account', 4))
  .option('--json', 'one JSON object on stdout')
  .action(async (options: { accounts: number; seed: string; rowsPerAccount?: number; json?: boolean }) => {
    let shown = performance.now();
    const report = await seedField({
      databaseUrl: await fieldDatabaseUrl(),
      accounts: Math.floor(options.accounts),
      seed: options.seed,
      ...(options.rowsPerAccount === undefined ? {} : { rowsPerAccount: options.rowsPerAccount }),
      onProgress(done, total) {
        if (performance.now() - shown < 1000) return;
        shown = performance.now();
        process.stderr.write(`${done} of ${total} accounts\n`);
      },
    });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
      return;
    }
    const rows = Object.values(report.rows).reduce((sum, count) => sum + count, 0);
    process.stdout.write(`${rows.toLocaleString('en')} rows in ${report.seconds.toFixed(1)} s\n`);
    for (const [table, count] of Object.entries(report.rows)) process.stdout.write(`${String(count).padStart(9)} ${table}\n`);
    process.stdout.write('Dirt:\n');
    for (const [kind, count] of Object.entries(report.dirt))
      process.stdout.write(`${String(count).padStart(9)} ${dirt[kind as Dirt].sentence}\n`);
  });
