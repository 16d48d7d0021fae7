import { Command, CommanderError } from 'commander';
import { outliveStandardOutput } from './standard-output.ts';

/** How each command is loaded: filling Field needs none of its pages. */
const loaders = new Map<string | undefined, () => Promise<Command>>([
  ['schema', async () => (await import('./commands/schema.ts')).schemaCommand],
  ['seed', async () => (await import('./commands/seed.ts')).seedCommand],
  ['changes', async () => (await import('./commands/changes.ts')).changesCommand],
  ['serve', async () => (await import('./commands/serve.ts')).serveCommand],
  ['create-account', async () => (await import('./commands/create.ts')).createAccountCommand],
  ['create-project', async () => (await import('./commands/create.ts')).createProjectCommand],
  ['maintenance-page', async () => (await import('./commands/maintenance-page.ts')).maintenancePageCommand],
]);
const named = loaders.get(process.argv[2]);
const commands = await Promise.all((named === undefined ? [...loaders.values()] : [named]).map((load) => load()));

const program = new Command('field')
  .description('The reference Field: its legacy schema, dirty data, and changes as its users make them.')
  .exitOverride();
for (const command of commands) program.addCommand(command.exitOverride());

const isAnswerLost = outliveStandardOutput();
try {
  await program.parseAsync();
  process.exit((await isAnswerLost()) ? 3 : 0);
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exit(thrown.exitCode !== 0 ? 2 : (await isAnswerLost()) ? 3 : 0);
  const { toFieldAppError } = await import('./to-field-app-error.ts');
  const error = toFieldAppError(thrown);
  process.stderr.write(`${error.message}\n`);
  process.exit(error.code === 'usage' ? 2 : 3);
}
