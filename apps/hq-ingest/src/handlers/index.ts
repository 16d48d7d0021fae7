import type { HqHandlers } from '@hq-field/contracts';
import { asRefusal } from '../host/refusal.ts';
import { readHome } from './administration-read-home.ts';
import { readAccount } from './administration-read-account.ts';
import { readProject } from './administration-read-project.ts';
import { changeAccount } from './administration-change-account.ts';
import { changeMember } from './administration-change-member.ts';
import { changeCompany } from './administration-change-company.ts';
import { administerProject } from './administration-create-project.ts';
import { changeProject } from './administration-change-project.ts';
import { changeProjectMember } from './administration-change-project-member.ts';
import { startTrial } from './administration-start-trial.ts';
import { readAuthority } from './administration-read-authority.ts';
import { moveAuthority } from './administration-move-authority.ts';
import { applyBatch } from './apply-batch.ts';
import { createAccount } from './creations-create-account.ts';
import { createProject } from './creations-create-project.ts';
import type { HandlerContext } from './handler-context.ts';
import { hello } from './hello.ts';
import { counts } from './verification-counts.ts';
import { digests } from './verification-digests.ts';
import { rangeDigests } from './verification-range-digests.ts';
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
      rangeDigests: (input) => refusing(rangeDigests(context, input)),
      rows: (input) => refusing(rows(context, input)),
    },
    administration: {
      readHome: (input) => refusing(readHome(context, input)),
      readAccount: (input) => refusing(readAccount(context, input)),
      readProject: (input) => refusing(readProject(context, input)),
      changeAccount: (input) => refusing(changeAccount(context, input)),
      changeMember: (input) => refusing(changeMember(context, input)),
      changeCompany: (input) => refusing(changeCompany(context, input)),
      createProject: (input) => refusing(administerProject(context, input)),
      changeProject: (input) => refusing(changeProject(context, input)),
      changeProjectMember: (input) => refusing(changeProjectMember(context, input)),
      startTrial: (input) => refusing(startTrial(context, input)),
      readAuthority: (input) => refusing(readAuthority(context, input)),
      moveAuthority: (input) => refusing(moveAuthority(context, input)),
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
