import { randomUUID } from 'node:crypto';
import { answerOfCreation, type Creation, type CreationOutput, isHeld, recordsOfCreation } from '../../v1/creation-records.ts';
import { RequestRefusedError } from '../../v1/request-refused-error.ts';
import { applyBatch } from './apply-batch.ts';
import type { Store } from './store.ts';

/** Creates by the contract: a key is bound to the first body that comes with it, and its answer is kept once every record is held. */
export function create<C extends Creation>(store: Store, creation: C): CreationOutput<C> {
  const body = JSON.stringify(creation);
  const known = store.creations.get(creation.idempotencyKey);
  if (known !== undefined && known.body !== body)
    throw new RequestRefusedError('key_reused', 'The idempotency key came before with another body; a new creation needs a new key');
  if (known?.answer != null) return known.answer as CreationOutput<C>;
  const answer = answerOfCreation(
    creation,
    applyBatch(store, { source: 'field', batchId: randomUUID(), records: recordsOfCreation(creation) }),
  );
  store.creations.set(creation.idempotencyKey, { body, answer: isHeld(answer) ? answer : null });
  return answer;
}
