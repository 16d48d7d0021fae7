import type { PutOutput } from '@hq-field/contracts';
import { expect, test } from 'vitest';
import { actor, head, hqThatKeepsAcme, move } from '../fixtures/administered.ts';
import { project } from '../fixtures/records.ts';
import { deliver, type DeliveryOutcome } from '../provisioning/deliver.ts';
import { type FieldClient, FieldCallError } from '../provisioning/field-client.ts';
import { retryRefused } from '../provisioning/outbox.ts';
import { changeProject } from './change-project.ts';
import { createProject } from './create-project.ts';
import { moveAuthority } from './move-authority.ts';
import { readProject } from './read-project.ts';

const hq = await hqThatKeepsAcme();
const sql = hq.database.read;

const lost = () => Promise.reject(new FieldCallError('unreachable', 'the answer was lost', false));
const refused = (): Promise<PutOutput> =>
  Promise.resolve({ outcome: 'rejected', code: 'identity_conflict', field: 'administrator', message: 'another uid', existingId: null });
const dies = () => Promise.reject(new Error('the process dies here'));

/** Puts what waits; `says` is Field's answer. */
async function put(says: () => Promise<PutOutput>): Promise<DeliveryOutcome[]> {
  const field: FieldClient = { putAccount: says, putProject: says, remove: () => Promise.reject(new Error('nothing is removed here')) };
  await sql`update provisioning set next_attempt_at = now() - interval '1 min', claimed_until = claimed_until - interval '1 min'`;
  const outcomes: DeliveryOutcome[] = [];
  await deliver(sql, field, { limit: 10, leaseSeconds: 8, onOutcome: (one) => void outcomes.push(one) });
  return outcomes;
}

async function addDepot(): Promise<string> {
  const { externalId } = await createProject(sql, { ...head('ann'), name: 'Depot', startDate: null });
  return externalId ?? '';
}

async function edit(id: string): Promise<void> {
  const { project: shown } = await readProject(sql, { actor: actor('ann'), project: id });
  if (shown === null) throw new Error('no project');
  const changed = await changeProject(sql, {
    ...head('ann'),
    project: id,
    seen: shown.digest,
    values: { ...shown.values, name: 'Depot Two' },
  });
  expect(changed.refusal).toBeNull();
}

const giveUp = () => moveAuthority(sql, move({ to: 'field', epoch: 1, overwriteHqEdits: true }));

test.each([
  ['whose answer was lost', async () => expect(await put(lost)).toEqual(['failed'])],
  ['whose server died with the answer', () => expect(put(dies)).rejects.toThrow('dies here')],
])('a new project that Field may have, %s, is not given up because Field refuses a later state of it', async (_, putOnce) => {
  const id = await addDepot();
  await putOnce();
  await edit(id);
  expect(await put(refused)).toEqual(['rejected']);
  await retryRefused(sql, null);
  expect(await put(refused)).toEqual(['rejected']);
  await giveUp();
  expect(await hq.send({ project: [project(id, { name: 'Depot', hqId: id }, 30)] })).toEqual({ [id]: 'applied' });
});

test('a new project that Field has only ever refused is given up, also while it is tried again', async () => {
  await addDepot();
  expect(await put(refused)).toEqual(['rejected']);
  await retryRefused(sql, null);
  await giveUp();
  expect(await hq.rows(`select name from projects`)).toEqual([{ name: 'Tower' }]);
  expect(await hq.rows(`select from provisioning`)).toEqual([]);
});
