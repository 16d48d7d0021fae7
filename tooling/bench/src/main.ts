import { Command } from 'commander';
import { benches } from './benches.ts';

const program = new Command('bench').description('Measures one thing and prints it; the numbers hold for this machine');
program.action(() => program.outputHelp());
for (const bench of benches) {
  program
    .command(bench.name)
    .description(bench.description)
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const figures = await bench.run();
      if (options.json) console.log(JSON.stringify(figures, null, 2));
      else for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(32)} ${value}`);
    });
}
await program.parseAsync(process.argv.filter((argument) => argument !== '--'));
