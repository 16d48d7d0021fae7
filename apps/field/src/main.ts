import { Command, CommanderError } from 'commander';
import { changesCommand } from './commands/changes.ts';
import { createAccountCommand, createProjectCommand } from './commands/create.ts';
import { maintenancePageCommand } from './commands/maintenance-page.ts';
import { schemaCommand } from './commands/schema.ts';
import { seedCommand } from './commands/seed.ts';
import { serveCommand } from './commands/serve.ts';
import { toFieldAppError } from './field-app-error.ts';

const program = new Command('field')
  .description('The reference Field: its legacy schema, dirty data, and changes as its users make them.')
  .exitOverride();
for (const command of [
  schemaCommand,
  seedCommand,
  changesCommand,
  serveCommand,
  createAccountCommand,
  createProjectCommand,
  maintenancePageCommand,
])
  program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
  process.exit(0);
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exit(thrown.exitCode === 0 ? 0 : 2);
  const error = toFieldAppError(thrown);
  process.stderr.write(`${error.message}\n`);
  process.exit(error.code === 'usage' ? 2 : 3);
}
