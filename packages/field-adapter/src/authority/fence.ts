import { despiteDeadlocks } from '../field-db/despite-deadlocks.ts';
import { FieldError, inField, toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { lockOf } from './administered-by-hq.ts';
import { touchPuts } from './given-back.ts';
import { noteKeptByField } from './who-keeps.ts';

const older = 'Capture in the Field database is older than this program. Run: pnpm migrate install';

/** Throws FieldError when Field's database has no room for fences yet. */
export async function checkFence(field: FieldDatabase): Promise<void> {
  const [row] = await inField(
    () => field<{ isThere: boolean }[]>`
    select to_regclass('outbound.administered_by_hq') is not null and to_regclass('outbound.given_back') is not null as "isThere"`,
  );
  if (!row?.isThere) throw new FieldError('capture_missing', older);
}

/** How long requests in flight may take to end. */
const patienceMs = 10_000;

/**
 * From here on Field's pages write nothing of the account (its guid), whatever the gate says; `epoch` is the one under which HQ keeps it.
 * Waits for writes in flight: when this resolves to true, they have ended and can be seen. False: one of them takes longer, and nothing
 * was done. Nobody waits for this: what begins meanwhile is refused. Idempotent. Throws FieldError.
 */
export async function raiseFence(
  field: FieldDatabase,
  account: string,
  epoch: number,
  options: { patienceMs?: number } = {},
): Promise<boolean> {
  try {
    await field.begin(async (sql) => {
      await lockAlone(sql, account, options.patienceMs);
      await sql`delete from outbound.given_back where account = ${account}`;
      await sql`
        insert into outbound.administered_by_hq (account, epoch) values (${account}, ${epoch})
        on conflict (account) do update set epoch = excluded.epoch, since = excluded.since where administered_by_hq.epoch <> excluded.epoch`;
    });
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === '55P03') return false;
    if (code === '42P01') throw new FieldError('capture_missing', older, { cause: error });
    throw toFieldError(error);
  }
}

/**
 * Takes a fence of this epoch, or of one before it, away, because Field keeps the account; resolves to whether there was one. What HQ has put
 * of the account until then is sent again, and what comes of it from then on is captured: HQ may have given it up. Of an account without a fence
 * that HQ has made, Field notes that it is its own. Throws FieldError, `busy` when a put takes too long.
 */
export async function lowerFence(
  field: FieldDatabase,
  account: string,
  epoch: number,
  options: { patienceMs?: number } = {},
): Promise<boolean> {
  try {
    return await despiteDeadlocks(() => field.begin((sql) => lower(sql, account, epoch, options.patienceMs)));
  } catch (error) {
    const code = codeOf(error);
    // A Field of an older install has no fence to take away.
    if (code === '42P01') return false;
    if (code === '55P03') throw new FieldError('busy', stillPutting, { cause: error });
    throw toFieldError(error);
  }
}

const stillPutting = 'A change of the account has not ended in Field (pg_stat_activity shows the transaction). Say this once more.';

async function lower(sql: FieldSession, account: string, epoch: number, patience: number | undefined): Promise<boolean> {
  // Where no fence is, a write may hold the lock for long, and nothing is to be waited for.
  const fence = sql`outbound.administered_by_hq where account = ${account} and epoch <= ${epoch}`;
  if ((await sql`select from ${fence}`).length === 0) {
    await noteKeptByField(sql, account);
    return false;
  }
  await lockAlone(sql, account, patience);
  if ((await sql`delete from ${fence} returning account`).length === 0) return false;
  const [table] = await sql<{ isThere: boolean }[]>`select to_regclass('outbound.given_back') is not null as "isThere"`;
  if (table?.isThere) {
    await sql`insert into outbound.given_back (account) values (${account}) on conflict do nothing`;
    await touchPuts(sql, account);
  }
  return true;
}

/** Waits for who writes of the account, as long as it may take. */
async function lockAlone(sql: FieldSession, account: string, patience = patienceMs): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${patience}ms`}, true)`;
  await sql`select pg_advisory_xact_lock(${lockOf(sql, account)})`;
}

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : null);
