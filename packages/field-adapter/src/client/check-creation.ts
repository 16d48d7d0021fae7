import {
  type Creation,
  type CreationOutput,
  createAccountOutput,
  createProjectOutput,
  entityNames,
  type Outcome,
  recordsOfCreation,
} from '@hq-field/contracts';
import { HqError } from './hq-error.ts';

/** Believes no answer to a creation that is of another key or does not account for every record; such an answer counts as none. */
export function checkedCreation<C extends Creation>(creation: C, answer: unknown): CreationOutput<C> {
  const parsed = ('account' in creation ? createAccountOutput : createProjectOutput).safeParse(answer);
  if (!parsed.success) throw new HqError('answer_invalid', 'HQ answered a creation with something that is no answer of the contract');
  if (parsed.data.idempotencyKey !== creation.idempotencyKey) throw new HqError('answer_invalid', 'HQ answered for another creation');
  const outcomes: Partial<Record<string, Outcome | null>> = parsed.data.outcomes;
  const records = recordsOfCreation(creation);
  for (const entity of entityNames) {
    if (records[entity]?.[0]?.externalId !== outcomes[entity]?.externalId)
      throw new HqError('answer_invalid', `HQ answered for another ${entity} than the creation has, or for none`);
  }
  return parsed.data as CreationOutput<C>;
}
