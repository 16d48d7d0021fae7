import type {
  ChangeAccountInput,
  ChangeAccountOutput,
  ChangeCompanyInput,
  ChangeCompanyOutput,
  ChangeMemberInput,
  ChangeMemberOutput,
  ChangeProjectInput,
  ChangeProjectMemberInput,
  ChangeProjectMemberOutput,
  ChangeProjectOutput,
  MoveAuthorityInput,
  MoveAuthorityOutput,
  ReadAccountOutput,
  ReadAuthorityOutput,
  ReadHomeOutput,
  ReadProjectOutput,
  StartTrialInput,
  StartTrialOutput,
} from '../../v1/procedures/administration/index.ts';
import type { Exchange } from './exchange.ts';
import { exampleRecords } from './example-records.ts';

const { account, user, company, project } = exampleRecords;
const actor = { externalId: user.externalId, oxygenUid: user.data.oxygenUid, email: user.data.email };
const authority = { owner: 'hq', epoch: 1 } as const;
const movedAt = '2026-11-26T08:00:00.000Z';
const name = 'Ann Smith';

const move: MoveAuthorityInput = {
  account: account.externalId,
  to: 'hq',
  epoch: 0,
  actor: 'Cleo Marsh',
  reason: 'Release day',
  overwriteHqEdits: false,
};
const held = {
  account: account.externalId,
  isKnown: true,
  ...authority,
  actor: move.actor,
  reason: move.reason,
  movedAt,
  editsFieldLacks: 0,
};
const moved: MoveAuthorityOutput = { authority: held, refusal: null };
const authorities: ReadAuthorityOutput = { accounts: [held], lastArrival: '2026-11-26T07:30:00.000Z' };

const home: ReadHomeOutput = {
  accounts: [{ externalId: account.externalId, name: account.data.name, access: 'admin', authority }],
  projects: [
    {
      externalId: project.externalId,
      name: project.data.name,
      account: account.externalId,
      accountName: account.data.name,
      access: 'admin',
    },
  ],
};

const accountValues = {
  name: account.data.name,
  country: account.data.country,
  timezone: account.data.timezone,
  language: account.data.language,
};
const companyValues = {
  name: company.data.name,
  trade: company.data.trade,
  category: company.data.category,
  websiteUrl: company.data.websiteUrl,
  phone: company.data.phone,
};
const memberValues = { role: 'account_admin', status: 'active', company: company.externalId } as const;
const { jobNumber, projectType, status, startDate, endDate, value, currency } = project.data;
const projectValues = { name: project.data.name, jobNumber, projectType, status, startDate, endDate, value, currency };
const projectMemberValues = {
  accessLevel: 'project_admin',
  roles: ['Project Manager', 'Superintendent'],
  company: company.externalId,
} satisfies ChangeProjectMemberInput['values'];

const ofAccount: ReadAccountOutput = {
  isKnown: true,
  authority,
  access: 'admin',
  administrators: [name],
  account: {
    externalId: account.externalId,
    trialEndsOn: account.data.trialEndsOn,
    values: accountValues,
    digest: 'Wq0v2mYxLr8cQk1ZsUe5hTgNf7bPdJaEiOoXnKt3GyI',
    members: [
      {
        externalId: user.externalId,
        name,
        email: user.data.email,
        values: memberValues,
        digest: 'k3RzV7yPqTnB1mXcLs9dWf5hJgEa0uKoIi2NvQx8ZtY',
      },
    ],
    companies: [{ externalId: company.externalId, values: companyValues, digest: 'b8NfKq2LwTzYx5RcVm1hJs7dGpEa4uIoOi6ZnQx9WtP' }],
    projects: [{ externalId: project.externalId, name: project.data.name, status, startDate, endDate }],
  },
};
const ofProject: ReadProjectOutput = {
  isKnown: true,
  account: account.externalId,
  authority,
  access: 'admin',
  accountAccess: 'admin',
  administrators: [name],
  project: {
    externalId: project.externalId,
    accountName: account.data.name,
    trialEndsOn: account.data.trialEndsOn,
    values: projectValues,
    digest: 'Yp4sTq8NzLx2WcVk6mRhJf1dGbEa9uIoOi3KnXt7ZwQ',
    members: [
      {
        externalId: user.externalId,
        name,
        email: user.data.email,
        values: projectMemberValues,
        digest: 'e5KxQz1NtLy7VwRc3mPhJs9dGfEa2uIoOi8BnXq4ZTk',
      },
    ],
    companies: [{ externalId: company.externalId, name: company.data.name }],
    newcomers: [],
  },
};

const change = (idempotencyKey: string) => ({ idempotencyKey, actor, account: account.externalId, epoch: 1 });
const changed = (externalId: string) => ({ externalId, authority, refusal: null });

const accountChange: ChangeAccountInput = {
  ...change('0e2b7d14-6c58-4a93-8f1e-7d5a3c9b0f30'),
  seen: 'Wq0v2mYxLr8cQk1ZsUe5hTgNf7bPdJaEiOoXnKt3GyI',
  values: { ...accountValues, name: 'Northwind Builders, Inc.' },
};
const accountChanged: ChangeAccountOutput = changed(account.externalId);

const newMember = '9b6c1f4e-27a8-4d05-b3e7-0f8a2d6c5b31';
const memberAdded: ChangeMemberInput = {
  ...change('27f4a9c6-1d3b-4e80-9a5c-6b8d0e2f7c32'),
  member: null,
  person: { externalId: newMember, oxygenUid: null, email: 'Dan.Roy@example.com', firstName: 'Dan', lastName: 'Roy' },
  seen: null,
  values: { role: 'account_user', status: 'active', company: null },
};
const memberTaken: ChangeMemberOutput = changed(newMember);

const companyChange: ChangeCompanyInput = {
  ...change('3c8e5b0a-94d7-4f61-8b2c-5a7e9d1f6b33'),
  company: company.externalId,
  seen: 'an older digest',
  values: { ...companyValues, name: 'ACME Concrete' },
};
const companyRefused: ChangeCompanyOutput = {
  externalId: null,
  authority,
  refusal: {
    code: 'newer',
    field: null,
    message: 'Somebody else has changed this meanwhile',
    current: companyValues,
    digest: 'b8NfKq2LwTzYx5RcVm1hJs7dGpEa4uIoOi6ZnQx9WtP',
    administrators: [name],
  },
};

const projectMade = 'b1d7e3f9-5a2c-4680-9e4b-8c6f0a3d2e35';
const projectChange: ChangeProjectInput = {
  ...change('58a0d6c2-7e1f-4b94-a3d8-1c9e5f7b0a36'),
  project: project.externalId,
  seen: 'Yp4sTq8NzLx2WcVk6mRhJf1dGbEa9uIoOi3KnXt7ZwQ',
  values: { ...projectValues, status: 'archived' },
};
const projectChanged: ChangeProjectOutput = changed(project.externalId);

const projectMemberChange: ChangeProjectMemberInput = {
  ...change('6d9f2e7b-0c45-4a18-b6e3-9a1d7c5f8b37'),
  project: project.externalId,
  member: user.externalId,
  seen: 'e5KxQz1NtLy7VwRc3mPhJs9dGfEa2uIoOi8BnXq4ZTk',
  values: { ...projectMemberValues, roles: ['Project Manager'] },
};
const projectMemberChanged: ChangeProjectMemberOutput = changed(user.externalId);

const trial: StartTrialInput = {
  idempotencyKey: '71c4e8a0-3b6d-4f92-8d5a-2e7f9b1c0d38',
  accountName: 'Harbour Works',
  projectName: 'Pier 7',
  endsOn: '2027-01-31',
  person: { externalId: null, oxygenUid: null, email: 'Eve.Hill@example.com', firstName: 'Eve', lastName: 'Hill' },
};
const trialMade: StartTrialOutput = {
  account: '84e1b7d3-6f0a-4c59-9b2e-5d8c3a7f1e39',
  project: '95f2c8e4-7a1b-4d60-8c3f-6e9d4b8a2f40',
  authority,
  refusal: null,
};

/** The administration of the example customer, once it was moved to HQ. */
export const administrationExchanges: readonly Exchange[] = [
  { path: 'administration.moveAuthority', title: 'The administration moves to HQ', input: move, output: moved },
  { path: 'administration.readAuthority', title: 'Who keeps it', input: { accounts: [account.externalId] }, output: authorities },
  { path: 'administration.readHome', title: 'What a person is in', input: { actor }, output: home },
  { path: 'administration.readAccount', title: 'An account', input: { actor, account: account.externalId }, output: ofAccount },
  { path: 'administration.readProject', title: 'A project', input: { actor, project: project.externalId }, output: ofProject },
  { path: 'administration.changeAccount', title: 'Another name', input: accountChange, output: accountChanged },
  { path: 'administration.changeMember', title: 'Somebody comes in', input: memberAdded, output: memberTaken },
  {
    path: 'administration.changeCompany',
    title: 'A change of something that is newer than what was shown',
    input: companyChange,
    output: companyRefused,
  },
  {
    path: 'administration.createProject',
    title: 'A project without a first day',
    input: { ...change('4a7d1c9e-8b26-4503-9f6a-3e5c7b0d8f34'), name: 'Depot', startDate: null },
    output: changed(projectMade),
  },
  { path: 'administration.changeProject', title: 'A project is archived', input: projectChange, output: projectChanged },
  { path: 'administration.changeProjectMember', title: 'A role less', input: projectMemberChange, output: projectMemberChanged },
  { path: 'administration.startTrial', title: 'Somebody begins a trial', input: trial, output: trialMade },
];
