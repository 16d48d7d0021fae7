import { testDatabase } from '@hq-field/testkit';
import * as fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createLegacyField, openSmallField } from './fixtures/small-field.ts';
import { openVerification } from './index.ts';

const database = await testDatabase('legacy_field', createLegacyField);
const field = openSmallField(database.url);
const session = postgres(database.url, { max: 1, onnotice: () => {} });
afterAll(async () => {
  await Promise.all([session.end(), field.end()]);
  await database.drop();
});

const everything = { accounts: null, exclude: [] };
const one = { accounts: ['a1'], exclude: [] };

beforeEach(() =>
  field.holds({
    accounts: [{}, {}],
    users: [
      { email: 'One@x.example', oxygen_uid: 'u-1' },
      { email: 'one@x.example' },
      { email: 'two@x.example' },
      { email: 'gone@x.example', deleted_at: '2026-01-01' },
    ],
    account_users: [1, 2, 3, 4].map((id) => ({ account_id: 1 + (id % 2), user_id: id })),
  }),
);

/** What the session's next snapshot says, and one of its own that knows nothing. */
async function bothSay(scope: typeof everything | typeof one) {
  const verification = await openVerification(field.sql, { session });
  try {
    return [await verification.digests(scope), await field.ask((fresh) => fresh.digests(scope))];
  } finally {
    await verification.close();
  }
}

const changes: Record<string, (id: number) => postgres.PendingQuery<postgres.Row[]>> = {
  'is written differently': (id) => field.sql`update users set email = upper(email) where id = ${id}`,
  'takes the e-mail of another': (id) => field.sql`update users set email = 'two@x.example' where id = ${id}`,
  'takes the uid of another': (id) => field.sql`update users set oxygen_uid = 'u-1' where id = ${id}`,
  'changes in something else': (id) => field.sql`update users set job_title = 'another' where id = ${id}`,
  'is deleted softly': (id) => field.sql`update users set deleted_at = now() where id = ${id}`,
  'comes back': (id) => field.sql`update users set deleted_at = null where id = ${id}`,
  'is deleted for good': (id) => field.sql`delete from users where id = ${id}`,
  'comes anew': (id) =>
    field.sql`insert into users (id, guid, email) values (${id}, ${`u${id}`}, 'two@x.example') on conflict (id) do update set email = excluded.email`,
};

test('snapshot after snapshot of a session says what a fresh one says, whatever changed between them', { timeout: 120_000 }, async () => {
  const change = fc.record({ what: fc.constantFrom(...Object.keys(changes)), id: fc.integer({ min: 1, max: 6 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (rounds, isWhole) => {
        for (const round of rounds) {
          for (const { what, id } of round) await changes[what]?.(id);
          const [kept, fresh] = await bothSay(isWhole ? everything : one);
          expect(kept).toEqual(fresh);
        }
      },
    ),
    { numRuns: 15, seed: 281126 },
  );
});

test('a row is read again when it has changed, and only then', { timeout: 60_000 }, async () => {
  await bothSay(everything);
  const emails = () => session`select email_key as email from extract_login order by id`;
  // Transactions of other tests, which began before these rows were written, make everything look new for a while.
  await expect
    .poll(
      async () => {
        await bothSay(everything);
        await session`update extract_login set email_key = 'kept' where id in (2, 3)`;
        await changes['changes in something else']?.(3);
        await bothSay(everything);
        return (await emails()).map(({ email }) => email as string);
      },
      { timeout: 50_000 },
    )
    .toEqual(['one@x.example', 'kept', 'two@x.example']);
  await changes['changes in something else']?.(2);
  const [kept, fresh] = await bothSay(everything);
  expect(kept).toEqual(fresh);
});

test('what a transaction did that had not ended at the snapshot is read in the next one', async () => {
  const late = await field.sql.reserve();
  await late`begin`;
  await late`update users set email = 'late@x.example' where id = 3`;
  // Transactions that begin later and end sooner.
  await field.sql`update users set job_title = 'another' where id = 1`;
  await bothSay(everything);
  await late`commit`;
  late.release();
  const [kept, fresh] = await bothSay(everything);
  expect(kept).toEqual(fresh);
  expect(await session`select email_key as email from extract_login where id = 3`).toEqual([{ email: 'late@x.example' }]);
});

test('a session that is lost begins anew, and one whose snapshot failed goes on', async () => {
  await bothSay(everything);
  const verification = await openVerification(field.sql, { session });
  await expect(verification.bounds({ entity: 'user', account: null, after: null, upTo: null, every: 0 })).rejects.toThrow(
    'division by zero',
  );
  await verification.close();
  await changes['takes the e-mail of another']?.(1);
  let [kept, fresh] = await bothSay(everything);
  expect(kept).toEqual(fresh);

  const [own] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await field.sql`select pg_terminate_backend(${own?.pid ?? 0})`;
  await changes['is deleted for good']?.(2);
  await expect.poll(() => session`select 1 as one`.catch(() => [])).toHaveLength(1);
  [kept, fresh] = await bothSay(everything);
  expect(kept).toEqual(fresh);
});
