import { FieldError, inField, toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';
import { lockOf } from './administered-by-hq.ts';

const older = 'Capture in the Field database is older than this program. Run: pnpm migrate install';

/** Throws FieldError when Field's database has no room for fences yet. */
export async function checkFence(field: FieldDatabase): Promise<void> {
  const [row] = await inField(
    () => field<{ isThere: boolean }[]>`select to_regclass('outbound.administered_by_hq') is not null as "isThere"`,
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
      await sql`select set_config('lock_timeout', ${`${options.patienceMs ?? patienceMs}ms`}, true)`;
      await sql`select pg_advisory_xact_lock(${lockOf(sql, account)})`;
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

/** Takes a fence of this epoch, or of one before it, away; resolves to whether there was one. Throws FieldError. */
export async function lowerFence(field: FieldDatabase, account: string, epoch: number): Promise<boolean> {
  try {
    const gone = await field`delete from outbound.administered_by_hq where account = ${account} and epoch <= ${epoch} returning account`;
    return gone.length > 0;
  } catch (error) {
    // A Field of an older install has no fence to take away.
    if (codeOf(error) === '42P01') return false;
    throw toFieldError(error);
  }
}

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : null);
