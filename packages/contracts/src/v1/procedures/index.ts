import type { FieldScope, Scope } from '../tokens.ts';
import {
  administerCreateProjectInput,
  administerCreateProjectOutput,
  changeAccountInput,
  changeAccountOutput,
  changeCompanyInput,
  changeCompanyOutput,
  changeMemberInput,
  changeMemberOutput,
  changeProjectInput,
  changeProjectMemberInput,
  changeProjectMemberOutput,
  changeProjectOutput,
  moveAuthorityInput,
  moveAuthorityOutput,
  readAccountInput,
  readAccountOutput,
  readAuthorityInput,
  readAuthorityOutput,
  readHomeInput,
  readHomeOutput,
  readProjectInput,
  readProjectOutput,
  startTrialInput,
  startTrialOutput,
} from './administration/index.ts';
import { applyBatchInput, applyBatchOutput } from './apply-batch.ts';
import { createAccountInput, createAccountOutput, createProjectInput, createProjectOutput } from './creations.ts';
import { helloInput, helloOutput } from './hello.ts';
import { putAccountInput, putOutput, putProjectInput, removeInput, removeOutput } from './provisioning.ts';
import {
  countsOutput,
  digestsOutput,
  rangeDigestsInput,
  rangeDigestsOutput,
  rowsInput,
  rowsOutput,
  verificationScope,
} from './verification.ts';

/**
 * Every procedure of HQ; the lock is made from this list, and servers take each procedure's scope from it. Inputs are strict: a field
 * that HQ does not know is refused, never lost. Outputs are open: a caller passes over fields of a newer minor version.
 */
export const hqProcedures = [
  {
    path: 'system.hello',
    kind: 'query',
    scope: null,
    meaning: 'Says which contract the server speaks, its limits and its clock: what a caller checks before it sends anything.',
    input: helloInput,
    output: helloOutput,
  },
  {
    path: 'records.applyBatch',
    kind: 'mutation',
    scope: 'ingest',
    meaning:
      'Applies records in one transaction and says what became of each. The newer version of a record wins; sending the same batch again changes nothing.',
    input: applyBatchInput,
    output: applyBatchOutput,
  },
  {
    path: 'creations.createAccount',
    kind: 'mutation',
    scope: 'ingest',
    meaning:
      'Takes an account that a customer has just created in Field, with the person who did, and gives the first answer to every repetition.',
    input: createAccountInput,
    output: createAccountOutput,
    transitional: true,
  },
  {
    path: 'creations.createProject',
    kind: 'mutation',
    scope: 'ingest',
    meaning:
      'Takes a project that a customer has just created in Field, with the person who did, and gives the first answer to every repetition.',
    input: createProjectInput,
    output: createProjectOutput,
    transitional: true,
  },
  {
    path: 'verification.counts',
    kind: 'query',
    scope: 'verify',
    meaning: 'Counts the rows that HQ holds, by account and entity.',
    input: verificationScope,
    output: countsOutput,
  },
  {
    path: 'verification.digests',
    kind: 'query',
    scope: 'verify',
    meaning: 'Digests of the rows that HQ holds, by account and entity: equal digests are equal rows.',
    input: verificationScope,
    output: digestsOutput,
  },
  {
    path: 'verification.rangeDigests',
    kind: 'query',
    scope: 'verify',
    meaning: 'Digests of ranges of keys in one account and entity, to find where its rows differ without reading them all.',
    input: rangeDigestsInput,
    output: rangeDigestsOutput,
  },
  {
    path: 'verification.rows',
    kind: 'query',
    scope: 'verify',
    meaning: 'The rows themselves, by page or by key, to find the record and the field that differ.',
    input: rowsInput,
    output: rowsOutput,
  },
  {
    path: 'administration.readHome',
    kind: 'query',
    scope: 'administer',
    meaning: 'Lists the accounts and projects that a person is in.',
    input: readHomeInput,
    output: readHomeOutput,
  },
  {
    path: 'administration.readAccount',
    kind: 'query',
    scope: 'administer',
    meaning: 'Gives an account with its people, companies and projects, as far as the person may read it.',
    input: readAccountInput,
    output: readAccountOutput,
  },
  {
    path: 'administration.readProject',
    kind: 'query',
    scope: 'administer',
    meaning: 'Gives a project with its people, as far as the person may read it.',
    input: readProjectInput,
    output: readProjectOutput,
  },
  {
    path: 'administration.changeAccount',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Changes an account whose administration HQ keeps, or takes it out. Field gets it by provisioning.',
    input: changeAccountInput,
    output: changeAccountOutput,
  },
  {
    path: 'administration.changeMember',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Adds somebody to an account, changes what they are there, or takes them out.',
    input: changeMemberInput,
    output: changeMemberOutput,
  },
  {
    path: 'administration.changeCompany',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Makes a company of an account, changes it, or takes it out.',
    input: changeCompanyInput,
    output: changeCompanyOutput,
  },
  {
    path: 'administration.createProject',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Makes a project of an account. Field gets it by provisioning.',
    input: administerCreateProjectInput,
    output: administerCreateProjectOutput,
  },
  {
    path: 'administration.changeProject',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Changes a project, or takes it out. Field gets it by provisioning.',
    input: changeProjectInput,
    output: changeProjectOutput,
  },
  {
    path: 'administration.changeProjectMember',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Puts somebody on a project, changes what they are there, or takes them off.',
    input: changeProjectMemberInput,
    output: changeProjectMemberOutput,
  },
  {
    path: 'administration.startTrial',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Makes an account on trial with its first project. Field gets both by provisioning.',
    input: startTrialInput,
    output: startTrialOutput,
  },
  {
    path: 'administration.readAuthority',
    kind: 'query',
    scope: 'administer',
    meaning: 'Says who keeps the administration of each account.',
    input: readAuthorityInput,
    output: readAuthorityOutput,
  },
  {
    path: 'administration.moveAuthority',
    kind: 'mutation',
    scope: 'administer',
    meaning: 'Moves the administration of one account to HQ or back to Field, from the epoch that the caller names.',
    input: moveAuthorityInput,
    output: moveAuthorityOutput,
  },
] as const satisfies readonly ListedProcedure<Scope>[];

/** Every procedure of Field: what HQ, as the caller, puts there. */
export const fieldProcedures = [
  {
    path: 'provisioning.putAccount',
    kind: 'mutation',
    scope: 'provision',
    meaning: 'Puts the state of an account that HQ has created or changed, with its first administrator.',
    input: putAccountInput,
    output: putOutput,
  },
  {
    path: 'provisioning.putProject',
    kind: 'mutation',
    scope: 'provision',
    meaning: 'Puts the state of a project that HQ has created or changed, with its first administrator.',
    input: putProjectInput,
    output: putOutput,
  },
  {
    path: 'provisioning.remove',
    kind: 'mutation',
    scope: 'provision',
    meaning: 'Takes out an account or a project that HQ has taken out.',
    input: removeInput,
    output: removeOutput,
  },
] as const satisfies readonly ListedProcedure<FieldScope>[];

interface ListedProcedure<S extends string> {
  path: string;
  kind: 'query' | 'mutation';
  scope: S | null;
  /** What it does, in a sentence or two. */
  meaning: string;
  input: unknown;
  output: unknown;
  /** Serves the time in which both systems are administered, and goes with it; nothing new is to be built on it. */
  transitional?: true;
}
