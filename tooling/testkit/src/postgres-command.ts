import { Command } from 'commander';
import { developmentPostgres, developmentPostgresStatus, stopDevelopmentPostgres } from './development-postgres.ts';

const program = new Command('postgres').description('The PostgreSQL server of this checkout, used where no *_DATABASE_URL is set');

program
  .command('start')
  .description('start it, or say where it runs')
  .action(async () => {
    const { pid, port } = await developmentPostgres();
    console.log(`running: port ${port}, process ${pid}`);
  });

program
  .command('status')
  .description('say whether it runs, and on which port')
  .option('--json', 'print JSON')
  .action((options: { json?: boolean }) => {
    const status = developmentPostgresStatus();
    if (options.json) console.log(JSON.stringify(status ?? null));
    else console.log(status ? `running: port ${status.port}, process ${status.pid}` : 'not running');
  });

program
  .command('stop')
  .description('stop it; its data stays in .dev/postgres')
  .action(async () => {
    console.log((await stopDevelopmentPostgres()) ? 'stopped' : 'not running');
  });

await program.parseAsync();
