import type { Outcome } from './outcome.ts';
import type { ApplyBatchInput, ApplyBatchOutput } from './procedures/apply-batch.ts';
import type { CreateAccountInput, CreateAccountOutput, CreateProjectInput, CreateProjectOutput } from './procedures/creations.ts';

/** What a creation asks for, whatever it is of. */
export type Creation = CreateAccountInput | CreateProjectInput;
export type CreationOutput<C extends Creation> = C extends CreateAccountInput ? CreateAccountOutput : CreateProjectOutput;

type Records = ApplyBatchInput['records'];

/** The records of a creation as records.applyBatch would get them: a creation has no meaning of its own for any of them. */
export function recordsOfCreation(creation: Creation): Records {
  const alive = <Data>({ externalId, data }: { externalId: string; data: Data }) => ({
    externalId,
    version: creation.version,
    deleted: false as const,
    data,
  });
  const { creator } = creation;
  return {
    ...('account' in creation ? { account: [alive(creation.account)] } : { project: [alive(creation.project)] }),
    ...(creator !== null && { user: [alive(creator.user)], accountMember: [alive(creator.accountMember)] }),
    ...(creator !== null && 'projectMember' in creator && { projectMember: [alive(creator.projectMember)] }),
  };
}

/** The answer to a creation, from the answer to its records. */
export function answerOfCreation<C extends Creation>(
  creation: C,
  { outcomes, hqIds }: Pick<ApplyBatchOutput, 'outcomes' | 'hqIds'>,
): CreationOutput<C> {
  const people = { user: outcomes.user?.[0] ?? null, accountMember: outcomes.accountMember?.[0] ?? null };
  const entity = 'account' in creation ? 'account' : 'project';
  const answered = {
    idempotencyKey: creation.idempotencyKey,
    hqId: hqIds.find((one) => one.entity === entity)?.hqId ?? null,
  };
  const answer =
    entity === 'account'
      ? { ...answered, outcomes: { account: outcomes.account?.[0], ...people } }
      : { ...answered, outcomes: { project: outcomes.project?.[0], ...people, projectMember: outcomes.projectMember?.[0] ?? null } };
  return answer as CreationOutput<C>;
}

/** Whether HQ holds every record of a creation, so that its answer is kept. */
export function isHeld({ outcomes }: CreateAccountOutput | CreateProjectOutput): boolean {
  const all: (Outcome | null)[] = Object.values(outcomes);
  return all.every((one) => one === null || (one.outcome !== 'deferred' && one.outcome !== 'rejected'));
}
