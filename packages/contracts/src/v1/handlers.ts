import type {
  AdministerCreateProjectInput,
  AdministerCreateProjectOutput,
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
  ReadAccountInput,
  ReadAccountOutput,
  ReadAuthorityInput,
  ReadAuthorityOutput,
  ReadHomeInput,
  ReadHomeOutput,
  ReadProjectInput,
  ReadProjectOutput,
  StartTrialInput,
  StartTrialOutput,
} from './procedures/administration/index.ts';
import type { ApplyBatchInput, ApplyBatchOutput } from './procedures/apply-batch.ts';
import type { CreateAccountInput, CreateAccountOutput, CreateProjectInput, CreateProjectOutput } from './procedures/creations.ts';
import type { HelloOutput } from './procedures/hello.ts';
import type { PutAccountInput, PutOutput, PutProjectInput, RemoveInput, RemoveOutput } from './procedures/provisioning.ts';
import type {
  CountsOutput,
  DigestsOutput,
  RangeDigestsInput,
  RangeDigestsOutput,
  RowsInput,
  RowsOutput,
  VerificationScope,
} from './procedures/verification.ts';

/** What an HQ server supplies: one handler a procedure, same names. The caller is authenticated before a handler runs. */
export interface HqHandlers {
  system: { hello(): Promise<HelloOutput> };
  records: { applyBatch(input: ApplyBatchInput): Promise<ApplyBatchOutput> };
  creations: {
    createAccount(input: CreateAccountInput): Promise<CreateAccountOutput>;
    createProject(input: CreateProjectInput): Promise<CreateProjectOutput>;
  };
  verification: {
    counts(input: VerificationScope): Promise<CountsOutput>;
    digests(input: VerificationScope): Promise<DigestsOutput>;
    rangeDigests(input: RangeDigestsInput): Promise<RangeDigestsOutput>;
    rows(input: RowsInput): Promise<RowsOutput>;
  };
  administration: {
    readHome(input: ReadHomeInput): Promise<ReadHomeOutput>;
    readAccount(input: ReadAccountInput): Promise<ReadAccountOutput>;
    readProject(input: ReadProjectInput): Promise<ReadProjectOutput>;
    changeAccount(input: ChangeAccountInput): Promise<ChangeAccountOutput>;
    changeMember(input: ChangeMemberInput): Promise<ChangeMemberOutput>;
    changeCompany(input: ChangeCompanyInput): Promise<ChangeCompanyOutput>;
    createProject(input: AdministerCreateProjectInput): Promise<AdministerCreateProjectOutput>;
    changeProject(input: ChangeProjectInput): Promise<ChangeProjectOutput>;
    changeProjectMember(input: ChangeProjectMemberInput): Promise<ChangeProjectMemberOutput>;
    startTrial(input: StartTrialInput): Promise<StartTrialOutput>;
    readAuthority(input: ReadAuthorityInput): Promise<ReadAuthorityOutput>;
    moveAuthority(input: MoveAuthorityInput): Promise<MoveAuthorityOutput>;
  };
}

/** The context of hqRouter. */
export interface HqContext {
  handlers: HqHandlers;
}

/** What a Field server supplies. The caller is authenticated before a handler runs. */
export interface FieldHandlers {
  provisioning: {
    putAccount(input: PutAccountInput): Promise<PutOutput>;
    putProject(input: PutProjectInput): Promise<PutOutput>;
    remove(input: RemoveInput): Promise<RemoveOutput>;
  };
}

/** The context of fieldRouter. */
export interface FieldContext {
  handlers: FieldHandlers;
}
