import { FieldError, toFieldError } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/** The highest that this process was handed by each database. */
const handedOut = new WeakMap<FieldDatabase, number>();

/**
 * Draws a version. After the claim and before the read, never elsewhere: a send sees every change that a send with a lower version
 * had claimed. The commit is flushed (synchronous_commit is not turned off here), or a crash could hand out the same number again.
 * Throws FieldError; `restored` when this process was handed a higher one before.
 */
export async function drawVersion(field: FieldDatabase): Promise<number> {
  const before = handedOut.get(field) ?? 0;
  const drawn = field<{ version: string }[]>`select nextval('outbound.versions') as version`;
  const [row] = await drawn.catch((error: unknown) => Promise.reject(toFieldError(error)));
  const version = Number(row?.version);
  if (version <= before)
    throw new FieldError(
      'restored',
      `Field handed out version ${version} after ${before}: its database came back from a backup, or from a standby that was behind. Nothing is sent until you run: pnpm migrate versions --advance`,
    );
  handedOut.set(field, Math.max(version, handedOut.get(field) ?? 0));
  return version;
}

/** Highest version drawn so far; 0 before the first. Throws FieldError. */
export async function currentVersion(field: FieldDatabase): Promise<number> {
  try {
    const [row] = await field<
      { version: string }[]
    >`select case when is_called then last_value else 0 end as version from outbound.versions`;
    return Number(row?.version ?? 0);
  } catch (error) {
    throw toFieldError(error);
  }
}

/** Moves the sequence forward to `to`; never back. For a Field database that was restored from a backup. Throws FieldError. */
export async function advanceVersions(field: FieldDatabase, to: number): Promise<void> {
  const moved = field`select setval('outbound.versions', greatest(${to}, (select last_value from outbound.versions)), true)`;
  await moved.catch((error: unknown) => Promise.reject(toFieldError(error)));
}
