import { contractRouter } from './contract-router.ts';
import type { FieldContext } from './handlers.ts';
import { putAccountInput, putOutput, putProjectInput, removeInput, removeOutput } from './procedures/provisioning.ts';

const { router, procedure } = contractRouter<FieldContext>('Field');

/** What Field takes from HQ, without logic: each procedure is its schemas and one call to the context's handlers. */
export const fieldRouter = router({
  provisioning: router({
    putAccount: procedure
      .input(putAccountInput)
      .output(putOutput)
      .mutation(({ ctx, input }) => ctx.handlers.provisioning.putAccount(input)),
    putProject: procedure
      .input(putProjectInput)
      .output(putOutput)
      .mutation(({ ctx, input }) => ctx.handlers.provisioning.putProject(input)),
    remove: procedure
      .input(removeInput)
      .output(removeOutput)
      .mutation(({ ctx, input }) => ctx.handlers.provisioning.remove(input)),
  }),
});

export type FieldRouter = typeof fieldRouter;
