import type { Account, Project, ProvisionedPerson } from '@hq-field/contracts';
import type { Sql } from '../hq-db/connections.ts';
import { createAccount } from '../own-changes/create-account.ts';
import { createProject } from '../own-changes/create-project.ts';
import { plainProject } from '../own-changes/plain-project.ts';
import { onHqDatabase } from './on-hq-database.ts';

interface AdministratorOptions {
  json?: boolean;
  name: string;
  adminEmail: string;
  adminFirstName?: string;
  adminLastName?: string;
}

/** `hq create-account`: as one of HQ's own people would. Field gets it from the server that runs. */
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
  await creating('account', options, (sql) => createAccount(sql, { account, administrator: personOf(options) }));
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
