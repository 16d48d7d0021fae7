import {
  administerCreateProjectOutput,
  changeAccountOutput,
  changeCompanyOutput,
  changeMemberOutput,
  changeProjectMemberOutput,
  changeProjectOutput,
  moveAuthorityOutput,
  readAccountOutput,
  readAuthorityOutput,
  readHomeOutput,
  readProjectOutput,
  startTrialOutput,
  type HqHandlers,
} from '@hq-field/contracts';
import { hqCaller, type HqCallerOptions } from './hq-caller.ts';
import { HqError } from './hq-error.ts';

/** The administration that HQ keeps, as the Field side sees it: the procedures `administration.*`, one attempt each. Every method throws HqError. */
export type AdministrationClient = HqHandlers['administration'];

/** Its tokens open nothing but the administration. */
export function createAdministrationClient(options: HqCallerOptions): AdministrationClient {
  const { call } = hqCaller(options, ['administer']);
  return {
    readHome: (input) => call(async (client) => checked(readHomeOutput, await client.administration.readHome.query(input))),
    readAccount: (input) => call(async (client) => checked(readAccountOutput, await client.administration.readAccount.query(input))),
    readProject: (input) => call(async (client) => checked(readProjectOutput, await client.administration.readProject.query(input))),
    changeAccount: (input) => call(async (client) => checked(changeAccountOutput, await client.administration.changeAccount.mutate(input))),
    changeMember: (input) => call(async (client) => checked(changeMemberOutput, await client.administration.changeMember.mutate(input))),
    changeCompany: (input) => call(async (client) => checked(changeCompanyOutput, await client.administration.changeCompany.mutate(input))),
    createProject: (input) =>
      call(async (client) => checked(administerCreateProjectOutput, await client.administration.createProject.mutate(input))),
    changeProject: (input) => call(async (client) => checked(changeProjectOutput, await client.administration.changeProject.mutate(input))),
    changeProjectMember: (input) =>
      call(async (client) => checked(changeProjectMemberOutput, await client.administration.changeProjectMember.mutate(input))),
    startTrial: (input) => call(async (client) => checked(startTrialOutput, await client.administration.startTrial.mutate(input))),
    readAuthority: (input) => call(async (client) => checked(readAuthorityOutput, await client.administration.readAuthority.query(input))),
    moveAuthority: (input) => call(async (client) => checked(moveAuthorityOutput, await client.administration.moveAuthority.mutate(input))),
  };
}

/** Believes no answer that is none of the contract. */
function checked<Output>(
  output: { safeParse(answer: unknown): { success: true; data: Output } | { success: false } },
  answer: unknown,
): Output {
  const parsed = output.safeParse(answer);
  if (!parsed.success)
    throw new HqError('answer_invalid', 'HQ answered about the administration with something that is no answer of the contract');
  return parsed.data;
}
