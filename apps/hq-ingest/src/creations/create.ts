import { createHash } from 'node:crypto';
import { answerOfCreation, type Creation, type CreationOutput, isHeld, recordsOfCreation } from '@hq-field/contracts';
import { RequestRefusedError } from '@hq-field/contracts/server';
import { applyBatch } from '../apply/apply-batch.ts';
import type { Sql } from '../hq-db/connections.ts';
import { bindKey, keepAnswer } from './creation-keys.ts';

/**
 * Creates an account or a project, once a key. Three steps, each durable by itself, and their order stands: the key is bound before anything
 * is applied, so that another body never is; records are applied as in any batch, where the same version twice is `unchanged`; the first
 * answer that accounts for all records held is kept for every caller. A server that dies in between leaves a bound key without an
 * answer, and the next request goes on from there.
 */
export async function create<C extends Creation>(sql: Sql, creation: C): Promise<CreationOutput<C>> {
  const { idempotencyKey } = creation;
  // The parsed input has its fields in the order of the schema, whatever the order on the wire was.
  const sha256 = createHash('sha256').update(JSON.stringify(creation)).digest('hex');
  const bound = await bindKey(sql, idempotencyKey, sha256);
  if (bound.bodySha256 !== sha256)
    throw new RequestRefusedError('key_reused', 'The idempotency key came before with another body; a new creation needs a new key');
  if (bound.answer !== null) return JSON.parse(bound.answer) as CreationOutput<C>;
  const answer = answerOfCreation(creation, await applyBatch(sql, recordsOfCreation(creation)));
  if (!isHeld(answer)) return answer;
  return JSON.parse(await keepAnswer(sql, idempotencyKey, JSON.stringify(answer))) as CreationOutput<C>;
}
