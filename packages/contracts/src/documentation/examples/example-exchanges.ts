import type { Entity } from '../../v1/entities/index.ts';
import { limits } from '../../v1/limits.ts';
import { lockDigest } from '../../v1/lock-digest.ts';
import type { ApplyBatchInput, ApplyBatchOutput } from '../../v1/procedures/apply-batch.ts';
import type { CreateAccountInput, CreateAccountOutput, CreateProjectInput, CreateProjectOutput } from '../../v1/procedures/creations.ts';
import type { HelloOutput } from '../../v1/procedures/hello.ts';
import type { PutAccountInput, PutOutput, PutProjectInput, RemoveInput, RemoveOutput } from '../../v1/procedures/provisioning.ts';
import type {
  CountsOutput,
  DigestsOutput,
  RangeDigestsInput,
  RangeDigestsOutput,
  RowsInput,
  RowsOutput,
  VerificationScope,
} from '../../v1/procedures/verification.ts';
import { contractVersion } from '../../v1/version.ts';
import type { Exchange } from './exchange.ts';
import { administrationExchanges } from './example-administration.ts';
import { exampleRecords, exampleTombstone } from './example-records.ts';

const { account, user, company, accountMember, project, projectCompany, projectMember } = exampleRecords;

const firstBatch: ApplyBatchInput = {
  source: 'field',
  batchId: '5c1d9a7e-40b2-4f86-9c3a-8e2f6b0d1a06',
  records: {
    account: [account],
    user: [user],
    company: [company],
    accountMember: [accountMember],
    project: [project],
    projectCompany: [projectCompany],
    projectMember: [projectMember],
  },
};

const applied = ({ externalId }: { externalId: string }) => ({ outcome: 'applied', externalId }) as const;

const firstAnswer: ApplyBatchOutput = {
  batchId: firstBatch.batchId,
  outcomes: {
    account: [applied(account)],
    user: [applied(user)],
    company: [applied(company)],
    accountMember: [applied(accountMember)],
    project: [applied(project)],
    projectCompany: [applied(projectCompany)],
    projectMember: [applied(projectMember)],
  },
  counts: { applied: 7, unchanged: 0, stale: 0, deferred: 0, rejected: 0 },
  hqIds: [
    { entity: 'account', externalId: account.externalId, hqId: 'aacf7bc0-9f6d-4517-8db5-bcdcb96df4c1' },
    { entity: 'project', externalId: project.externalId, hqId: '490878bf-e4fa-47a8-b393-731868419447' },
  ],
  load: 0,
};

const otherAccount = 'd2b6f0a8-57c3-4e19-8a4d-6f1e9c3b7a08';
const otherProject = '94e7a1c5-2b60-4d8f-b3e9-0c5d7f2a1b09';
const unknownHqId = '0a8c5e2f-71d4-4b93-a6f0-3e9d1c7b5a10';

const secondBatch: ApplyBatchInput = {
  source: 'field',
  batchId: '8e3b5f1c-96d0-4a27-b8c4-1f7a2e9d6b07',
  records: {
    account: [{ ...account, externalId: '61f4c9d7-3e8a-4b05-92d6-a7c0e5b8f311', data: { ...account.data, hqId: unknownHqId } }],
    company: [exampleTombstone],
    project: [{ ...project, externalId: otherProject, data: { ...project.data, account: otherAccount } }],
  },
};

const secondAnswer: ApplyBatchOutput = {
  batchId: secondBatch.batchId,
  outcomes: {
    account: [
      {
        outcome: 'rejected',
        externalId: '61f4c9d7-3e8a-4b05-92d6-a7c0e5b8f311',
        code: 'hq_id_unknown',
        field: 'hqId',
        message: 'hqId names no row of HQ',
        existingId: null,
      },
    ],
    company: [applied(exampleTombstone)],
    project: [
      {
        outcome: 'deferred',
        externalId: otherProject,
        code: 'parent_unknown',
        field: 'account',
        message: 'HQ lacks the account; send it first, then this record again',
        waitsFor: [{ entity: 'account', externalId: otherAccount }],
      },
    ],
  },
  counts: { applied: 1, unchanged: 0, stale: 0, deferred: 1, rejected: 1 },
  hqIds: [],
  load: 0,
};

const newAccount = 'b7f3d1a9-4c26-4e80-9d5b-2a8c6e0f4d12';
const newPerson = '2e9c4b70-8a1d-4f53-b6e7-5d0f3a9c8e13';
const newMember = `${newAccount}:${newPerson}`;

const newAccountInput: CreateAccountInput = {
  source: 'field',
  idempotencyKey: '1c7e5a93-0b4d-4826-a9f1-6e3d8b2c5f14',
  version: 41,
  account: { externalId: newAccount, data: { ...account.data, name: 'Southwind Builders' } },
  creator: {
    user: {
      externalId: newPerson,
      data: {
        ...user.data,
        email: 'Ben.Lee@example.com',
        autodeskId: null,
        oxygenUid: null,
        firstName: 'Ben',
        lastName: 'Lee',
        formerly: [],
      },
    },
    accountMember: {
      externalId: newMember,
      data: { ...accountMember.data, account: newAccount, user: newPerson, company: null },
    },
  },
};
const newAccountAnswer: CreateAccountOutput = {
  idempotencyKey: newAccountInput.idempotencyKey,
  hqId: 'f0a6d8c2-5b19-4e37-8c4a-9d2e7b1f6a15',
  outcomes: {
    account: applied({ externalId: newAccount }),
    user: applied({ externalId: newPerson }),
    accountMember: applied({ externalId: newMember }),
  },
};

const newProject = '8d4f2b6a-1e95-4c70-b3a8-7f0c5d9e2b16';
const newProjectInput: CreateProjectInput = {
  source: 'field',
  idempotencyKey: '96b0e3d7-2f8a-4c51-8e6d-4a9c7f1b0d17',
  version: 42,
  project: { externalId: newProject, data: { ...project.data, name: 'Depot', account: newAccount } },
  creator: null,
};
const newProjectAnswer: CreateProjectOutput = {
  idempotencyKey: newProjectInput.idempotencyKey,
  hqId: '3a5c9e1f-7d02-4b68-9f4e-0c8b6d2a7e18',
  outcomes: { project: applied({ externalId: newProject }), user: null, accountMember: null, projectMember: null },
};

const hello: HelloOutput = {
  contractVersion,
  lockDigest,
  serverTime: '2026-11-25T20:56:07.018Z',
  limits: { ...limits },
  highestVersion: 0,
  sunset: null,
};

const scope: VerificationScope = { accounts: [account.externalId], exclude: [] };

/** Digest of each example record's row. */
const digests: Record<Entity, string> = {
  account: '1013483325635065498',
  user: '441367488330082757',
  company: '831170956511176778',
  accountMember: '206811830802546948',
  project: '221909219611401777',
  projectCompany: '977152276461504957',
  projectMember: '640827466581300618',
};
const ofEach = <T>(value: (entity: Entity) => T) =>
  (Object.keys(digests) as Entity[]).map((entity) => ({ account: account.externalId, entity, records: 1, ...value(entity) }));
const counts: CountsOutput = { counts: ofEach(() => ({})) };
const sums: DigestsOutput = { digests: ofEach((entity) => ({ digest: digests[entity] })) };

const rangesInput: RangeDigestsInput = {
  entity: 'projectMember',
  account: account.externalId,
  exclude: [],
  bounds: [`${project.externalId}\u001fann.smith@example.com`],
};
const ranges: RangeDigestsOutput = {
  ranges: [
    { records: 1, digest: digests.projectMember },
    { records: 0, digest: '0' },
  ],
};

const rowsInput: RowsInput = { entity: 'projectMember', account: account.externalId, after: null, limit: 1000, keys: null };
const rows: RowsOutput = {
  rows: [
    {
      key: `${project.externalId}\u001fann.smith@example.com`,
      externalId: projectMember.externalId,
      user: user.externalId,
      company: company.externalId,
      values: [
        project.externalId,
        'ann.smith@example.com',
        'project_admin',
        'Project Manager|Superintendent',
        'field:admin',
        'acme concrete, inc',
        'active',
      ],
    },
  ],
  next: null,
};

const ownAccount = '5d0f7a3c-9e12-4b86-8a4c-7f1d3e9b6c19';
const ownProject = 'c3a81e5d-4f70-4296-b8d3-1e6c9a0f7b20';
const ownGuids = ['7e2b9f04-6d13-4c58-9a7e-3b0f8d1c5e21', '1f8c6a2e-0b97-4d43-8e5a-6c9d3f7b0a22', '40d5b7e9-3a26-4f81-95c0-8b2e6d1f7c23'];
const [accountGuid = '', personGuid = '', projectGuid = ''] = ownGuids;

const putAccount: PutAccountInput = {
  source: 'hq',
  revision: 1,
  account: { ...account.data, name: 'Harbour Works', hqId: ownAccount },
  administrator: {
    email: 'Cleo.Marsh@example.com',
    autodeskId: null,
    oxygenUid: '201611020945118',
    firstName: 'Cleo',
    lastName: 'Marsh',
    phone: null,
    jobTitle: null,
  },
};
const accountPut: PutOutput = { outcome: 'applied', externalId: accountGuid, administrator: personGuid };

const putProject: PutProjectInput = {
  source: 'hq',
  revision: 2,
  project: { ...project.data, name: 'Pier 7', account: accountGuid, hqId: ownProject },
  administrator: null,
};
const projectPut: PutOutput = { outcome: 'applied', externalId: projectGuid, administrator: null };

const putElsewhere: PutProjectInput = {
  ...putProject,
  revision: 3,
  project: { ...putProject.project, account: otherAccount, hqId: unknownHqId },
};
const projectDeferred: PutOutput = {
  outcome: 'deferred',
  code: 'parent_unknown',
  field: 'project.account',
  message: 'Field has no living account of this guid',
};

const remove: RemoveInput = { source: 'hq', revision: 4, entity: 'project', hqId: ownProject, externalId: projectGuid };
const removed: RemoveOutput = { outcome: 'removed', externalId: projectGuid };

/** Calls in an order in which an empty HQ answers so; only HQ's own ids, its clock and its load differ. */
const exchangesOfHq: readonly Exchange[] = [
  { path: 'system.hello', title: 'Before anything is sent', input: {}, output: hello },
  { path: 'records.applyBatch', title: 'A small customer, one record of each entity', input: firstBatch, output: firstAnswer },
  { path: 'verification.counts', title: 'How many rows the customer has', input: scope, output: counts },
  { path: 'verification.digests', title: 'Whether the rows are the same', input: scope, output: sums },
  { path: 'verification.rangeDigests', title: 'Where the rows of a large account differ', input: rangesInput, output: ranges },
  { path: 'verification.rows', title: 'Which row differs', input: rowsInput, output: rows },
  {
    path: 'records.applyBatch',
    title: 'A tombstone, a record whose parent HQ lacks, and one that HQ refuses',
    input: secondBatch,
    output: secondAnswer,
  },
  { path: 'creations.createAccount', title: 'A customer has created an account', input: newAccountInput, output: newAccountAnswer },
  { path: 'creations.createProject', title: 'A project of nobody that Field knows', input: newProjectInput, output: newProjectAnswer },
];

/** Calls in an order in which an empty Field answers so; only Field's own guids differ. */
const exchangesOfField: readonly Exchange[] = [
  { path: 'provisioning.putAccount', title: 'An account of HQ with its first administrator', input: putAccount, output: accountPut },
  { path: 'provisioning.putProject', title: 'A project of that account', input: putProject, output: projectPut },
  {
    path: 'provisioning.putProject',
    title: 'A project whose account Field lacks',
    input: putElsewhere,
    output: projectDeferred,
  },
  { path: 'provisioning.remove', title: 'HQ has taken the project out', input: remove, output: removed },
];

/** Example calls of each server that it answers in this order when it is empty. */
export const exchangesOf = { hq: exchangesOfHq, field: exchangesOfField } as const;

/** All of them. */
export const exampleExchanges: readonly Exchange[] = [...exchangesOfHq, ...administrationExchanges, ...exchangesOfField];
