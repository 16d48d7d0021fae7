import { createHqClient, createPush, type FieldDatabase, type NewRecord, openField, type Pushed } from '@hq-field/field-adapter';
import { openGates } from '@hq-field/gates';
import { Command } from 'commander';
import { z } from 'zod';
import { createAccount } from '../administration/create-account.ts';
import { createProject } from '../administration/create-project.ts';
import { pushCreated } from '../administration/push-created.ts';
import { fieldDatabaseUrl, pushSettings } from '../config.ts';
import { email, optionalDate, optionalText, requiredText } from '../tasks/answers.ts';
import { optionsOf } from './options-of.ts';

interface Made {
  account: string;
  created: NewRecord;
}

const orNull = (answer: z.ZodType<string>) => answer.nullable().default(null);
const day = orNull(optionalDate().min(1, 'Enter a day.'));
/** What the pages take too. */
const newAccount = z.object({
  name: requiredText('a name'),
  email,
  firstName: orNull(optionalText()),
  lastName: orNull(optionalText()),
  trialUntil: day,
});
const newProject = z.object({
  account: optionalText(36),
  name: requiredText('a name', 512),
  creator: optionalText(36),
  start: day,
});

export const createAccountCommand = new Command('create-account')
  .description('Creates an account with its administrator, as a customer would, and posts it to HQ while field.push is on.')
  .requiredOption('--name <text>', 'its name')
  .requiredOption('--email <e-mail>', 'who creates it')
  .option('--first-name <text>')
  .option('--last-name <text>')
  .option('--trial-until <date>', 'a free trial that ends on this day, YYYY-MM-DD')
  .option('--json', 'one JSON object on stdout')
  .action((given: { json?: boolean }) => {
    const { name, trialUntil, ...person } = optionsOf(newAccount, given);
    return making(given.json === true, async (field) => {
      const { account, creator } = await createAccount(field, { name, trialUntil, creator: person });
      return { account, created: { entity: 'account', externalId: account, creator } };
    });
  });

export const createProjectCommand = new Command('create-project')
  .description('Creates a project in an account, as one of its members would, and posts it to HQ while field.push is on.')
  .requiredOption('--account <guid>', 'the account')
  .requiredOption('--name <text>', 'its name')
  .requiredOption('--creator <guid>', 'login of who creates it')
  .option('--start <date>', 'first day, YYYY-MM-DD')
  .option('--json', 'one JSON object on stdout')
  .action((given: { json?: boolean }) => {
    const { account, name, creator, start } = optionsOf(newProject, given);
    return making(given.json === true, async (field) => {
      const externalId = await createProject(field, { account, name, creator, startDate: start });
      return { account, created: { entity: 'project', externalId, creator } };
    });
  });

async function making(json: boolean, create: (field: FieldDatabase) => Promise<Made>): Promise<void> {
  const { hq, gatesUrl } = await pushSettings();
  const field = openField(await fieldDatabaseUrl(), { applicationName: 'field' });
  const gates = await openGates({ url: gatesUrl, applicationName: 'field' });
  try {
    const { account, created } = await create(field);
    const push = createPush({ field, client: createHqClient(hq) });
    const pushed: Pushed = await pushCreated(gates, push, account, created);
    const words = pushed.state === 'held' ? 'HQ has it' : `the outbox brings it to HQ (${pushed.reason})`;
    const { entity, externalId, creator } = created;
    process.stdout.write(
      json
        ? `${JSON.stringify({ entity, externalId, creator, pushed })}\n`
        : `${entity} ${externalId} is created by ${creator ?? 'nobody'}; ${words}.\n`,
    );
  } finally {
    await gates.close();
    await field.end({ timeout: 1 });
  }
}
