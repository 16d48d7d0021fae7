import { afterEach, beforeEach, expect, test } from 'vitest';
import { guid, type SmallField, smallField } from '../fixtures/small-field.ts';
import { createDelivery, createRelay } from '../index.ts';

const [old, another, somebodyElse] = [1, 9, 7].map((number) => guid('projects', number)) as [string, string, string];
const id = '00000000-0000-4000-8000-000000000001';
let small: SmallField;
beforeEach(async () => {
  small = await smallField();
  const account = await small.make('accounts', { name: 'Acme', status: 'active' });
  await small.make('projects', { account_id: account, name: 'Tower', start_date: '2020-01-01', hq_identifier: id });
  await small.backfill(guid('accounts', account));
  await small.drain();
});
afterEach(() => small.close());

/** HQ's id in Field after one pass in which HQ says of the project that `holder` has it. */
async function idWhenHeldBy(holder: string): Promise<string | null> {
  const client: typeof small.hq.client = {
    ...small.hq.client,
    async applyBatch(input) {
      const answer = await small.hq.client.applyBatch(input);
      const refusal = { outcome: 'rejected', code: 'hq_id_taken', field: 'hqId', message: 'no', existingId: holder } as const;
      const project = input.records.project?.map(({ externalId }) => ({ ...refusal, externalId }));
      return { ...answer, outcomes: { ...answer.outcomes, ...(project && { project }) } };
    },
  };
  const delivery = createDelivery({ field: small.field, client, states: small.states });
  await createRelay({ field: small.field, delivery, states: small.states }).pass(500);
  const [row] = await small.field<{ id: string | null }[]>`select hq_identifier::text as id from projects`;
  return row?.id ?? null;
}

test('an id of HQ that belongs to the record of the former guid is taken out of the row', async () => {
  await small.field`update projects set guid = ${another}`;
  expect(await idWhenHeldBy(old)).toBeNull();
  // Nobody is told of a change: what waits is the second look alone.
  expect(await small.field`select from outbound.changes`).toHaveLength(0);
  expect(await small.field`select from outbound.touches where entity = 'project' and external_id = ${another}`).toHaveLength(1);
});

test.each([
  ['a project that got another guid', another],
  ['a project that never had another guid', old],
])('an id of HQ in %s that belongs to somebody else stays, for a person', async (_, name) => {
  await small.field`update projects set guid = ${name}, identifier = 'J-1'`;
  expect(await idWhenHeldBy(somebodyElse)).toBe(id);
});

test('a row that somebody in Field works on is passed over, and comes again until it is free', async () => {
  await small.field`update projects set guid = ${another}`;
  const other = await small.field.reserve();
  try {
    await other`begin`;
    await other`select from projects for update`;
    expect(await idWhenHeldBy(old)).toBe(id);
    await other`rollback`;
    expect(await idWhenHeldBy(old)).toBeNull();
  } finally {
    other.release();
  }
});
