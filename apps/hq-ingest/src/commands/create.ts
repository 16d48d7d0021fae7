import type { Account, Project, ProvisionedPerson } from '@hq-field/contracts';
import { readConfig } from '../config.ts';
import type { Sql } from '../hq-db/connections.ts';
import { timeOrderedId } from '../hq-db/time-ordered-id.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { createProject } from '../own-changes/create-project.ts';
import { isKeptFromTheStart } from '../own-changes/is-kept-from-the-start.ts';
import { plainProject } from '../own-changes/plain-project.ts';
import { loadGates } from './load-gates.ts';
import { onHqDatabase } from './on-hq-database.ts';
import { withHint } from './start-errors.ts';

interface AdministratorOptions {
  json?: boolean;
  name: string;
  adminEmail: string;
  adminFirstName?: string;
  adminLastName?: string;
}

/**
 * `hq create-account`: as one of HQ's own people would. Field gets it from the server that runs. Refused where the gates cannot be read: the gate
 * `field.administration` says who keeps the account.
 */
export async function createAccountCommand(
  options: AdministratorOptions & { trialUntil?: string; currency: string; country?: string },
): Promise<void> {
  const account = {
    name: options.name,
    kind: options.trialUntil === undefined ? 'paid' : 'trial',
    trialEndsOn: options.trialUntil ?? null,
    status: 'active',
    country: options.country ?? null,
    timezone: null,
    language: 'en',
    currency: options.currency,
  } as Omit<Account, 'hqId'>;
  const id = timeOrderedId();
  const isKept = await asksWhoKeeps(id);
  await creating('account', options, (sql) => createAccount(sql, { id, account, administrator: personOf(options), isKept }));
}

/** `hq create-project`: the same of a project. */
export async function createProjectCommand(
  options: AdministratorOptions & { account: string; start: string; end: string; currency: string },
): Promise<void> {
  const project = {
    ...plainProject,
    name: options.name,
    projectType: 'Other',
    startDate: options.start,
    endDate: options.end,
    value: '0.00',
    currency: options.currency,
    timezone: null,
    language: 'en',
    trial: false,
  } as Omit<Project, 'hqId' | 'account'>;
  await creating('project', options, (sql) =>
    createProject(sql, { accountId: options.account, project, administrator: personOf(options) }),
  );
}

/** Whether HQ keeps the account. Where no gates are named Field does, as in the console. */
async function asksWhoKeeps(id: string): Promise<boolean> {
  const config = readConfig();
  if (config.gatesUrl === undefined) {
    if (config.databaseUrl !== undefined)
      console.error(
        "Field keeps this account: GATES_DATABASE_URL is not set. It names the runner's database, whose gate field.administration may say that HQ does.",
      );
    return false;
  }
  const gates = await loadGates(config.gatesUrl);
  try {
    return await withHint(isKeptFromTheStart(gates, id), config);
  } finally {
    await gates.close();
  }
}

function personOf({ adminEmail, adminFirstName, adminLastName }: AdministratorOptions): ProvisionedPerson {
  return {
    email: adminEmail,
    autodeskId: null,
    oxygenUid: null,
    firstName: adminFirstName ?? null,
    lastName: adminLastName ?? null,
    phone: null,
    jobTitle: null,
  };
}

async function creating(entity: string, { json }: { json?: boolean }, create: (sql: Sql) => Promise<string>): Promise<void> {
  const id = await onHqDatabase(`create-${entity}`, create);
  console.log(json ? JSON.stringify({ entity, id }) : `${entity} ${id} is created; \`pnpm hq provisioning\` says whether Field has it.`);
}
