import { contractRouter } from './contract-router.ts';
import type { HqContext } from './handlers.ts';
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
} from './procedures/administration/index.ts';
import { applyBatchInput, applyBatchOutput } from './procedures/apply-batch.ts';
import { createAccountInput, createAccountOutput, createProjectInput, createProjectOutput } from './procedures/creations.ts';
import { helloInput, helloOutput } from './procedures/hello.ts';
import {
  countsOutput,
  digestsOutput,
  rangeDigestsInput,
  rangeDigestsOutput,
  rowsInput,
  rowsOutput,
  verificationScope,
} from './procedures/verification.ts';

const { router, procedure } = contractRouter<HqContext>('HQ');

/** HQ's whole API, without logic: each procedure is its schemas and one call to the context's handlers. */
export const hqRouter = router({
  system: router({
    hello: procedure
      .input(helloInput)
      .output(helloOutput)
      .query(({ ctx }) => ctx.handlers.system.hello()),
  }),
  records: router({
    applyBatch: procedure
      .input(applyBatchInput)
      .output(applyBatchOutput)
      .mutation(({ ctx, input }) => ctx.handlers.records.applyBatch(input)),
  }),
  creations: router({
    createAccount: procedure
      .input(createAccountInput)
      .output(createAccountOutput)
      .mutation(({ ctx, input }) => ctx.handlers.creations.createAccount(input)),
    createProject: procedure
      .input(createProjectInput)
      .output(createProjectOutput)
      .mutation(({ ctx, input }) => ctx.handlers.creations.createProject(input)),
  }),
  verification: router({
    counts: procedure
      .input(verificationScope)
      .output(countsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.counts(input)),
    digests: procedure
      .input(verificationScope)
      .output(digestsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.digests(input)),
    rangeDigests: procedure
      .input(rangeDigestsInput)
      .output(rangeDigestsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.rangeDigests(input)),
    rows: procedure
      .input(rowsInput)
      .output(rowsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.rows(input)),
  }),
  administration: router({
    readHome: procedure
      .input(readHomeInput)
      .output(readHomeOutput)
      .query(({ ctx, input }) => ctx.handlers.administration.readHome(input)),
    readAccount: procedure
      .input(readAccountInput)
      .output(readAccountOutput)
      .query(({ ctx, input }) => ctx.handlers.administration.readAccount(input)),
    readProject: procedure
      .input(readProjectInput)
      .output(readProjectOutput)
      .query(({ ctx, input }) => ctx.handlers.administration.readProject(input)),
    changeAccount: procedure
      .input(changeAccountInput)
      .output(changeAccountOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.changeAccount(input)),
    changeMember: procedure
      .input(changeMemberInput)
      .output(changeMemberOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.changeMember(input)),
    changeCompany: procedure
      .input(changeCompanyInput)
      .output(changeCompanyOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.changeCompany(input)),
    createProject: procedure
      .input(administerCreateProjectInput)
      .output(administerCreateProjectOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.createProject(input)),
    changeProject: procedure
      .input(changeProjectInput)
      .output(changeProjectOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.changeProject(input)),
    changeProjectMember: procedure
      .input(changeProjectMemberInput)
      .output(changeProjectMemberOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.changeProjectMember(input)),
    startTrial: procedure
      .input(startTrialInput)
      .output(startTrialOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.startTrial(input)),
    readAuthority: procedure
      .input(readAuthorityInput)
      .output(readAuthorityOutput)
      .query(({ ctx, input }) => ctx.handlers.administration.readAuthority(input)),
    moveAuthority: procedure
      .input(moveAuthorityInput)
      .output(moveAuthorityOutput)
      .mutation(({ ctx, input }) => ctx.handlers.administration.moveAuthority(input)),
  }),
});

export type HqRouter = typeof hqRouter;
