import type { HqHandlers } from '@hq-field/contracts';
import { asRefusal } from '../host/refusal.ts';
import { applyBatch } from './apply-batch.ts';
import { createAccount } from './creations-create-account.ts';
import { createProject } from './creations-create-project.ts';
import type { HandlerContext } from './handler-context.ts';
import { hello } from './hello.ts';
import { counts } from './verification-counts.ts';
import { digests } from './verification-digests.ts';
import { rows } from './verification-rows.ts';

/** One handler a procedure of the contract, in files of their names. */
export function createHandlers(context: HandlerContext): HqHandlers {
  return {
    system: { hello: () => refusing(hello(context)) },
    records: { applyBatch: (input) => refusing(applyBatch(context, input)) },
    creations: {
      createAccount: (input) => refusing(createAccount(context, input)),
      createProject: (input) => refusing(createProject(context, input)),
    },
    verification: {
      counts: (input) => refusing(counts(context, input)),
      digests: (input) => refusing(digests(context, input)),
      rows: (input) => refusing(rows(context, input)),
    },
  };
}

/** What a handler throws becomes an error of the wire here. */
async function refusing<Output>(answer: Promise<Output>): Promise<Output> {
  try {
    return await answer;
  } catch (error) {
    throw asRefusal(error);
  }
}
