import { contractRouter } from './contract-router.ts';
import type { HqContext } from './handlers.ts';
import { applyBatchInput, applyBatchOutput } from './procedures/apply-batch.ts';
import { createAccountInput, createAccountOutput, createProjectInput, createProjectOutput } from './procedures/creations.ts';
import { helloInput, helloOutput } from './procedures/hello.ts';
import { countsOutput, digestsOutput, rowsInput, rowsOutput, verificationScope } from './procedures/verification.ts';

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
    rows: procedure
      .input(rowsInput)
      .output(rowsOutput)
      .query(({ ctx, input }) => ctx.handlers.verification.rows(input)),
  }),
});

export type HqRouter = typeof hqRouter;
