import { FieldError, inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/** Far more versions than are drawn and not answered by HQ at any moment: a restored Field begins so far beyond what is known. */
export const versionsOnTheirWay = 1_000_000;

/** What this process was handed by each database. `isRestored`: until the sequence is far ahead, what it hands out was handed out before. */
const handedOut = new WeakMap<FieldDatabase, { highest: number; isRestored: boolean }>();

/**
 * Draws a version. After the claim and before the read, never elsewhere: a send sees every change that a send with a lower version
 * had claimed. The commit is flushed (synchronous_commit is not turned off here), or a crash could hand out the same number again.
 * Throws FieldError; `restored` when this process was handed a higher one before, and then until `advanceVersions`.
 */
export async function drawVersion(field: FieldDatabase): Promise<number> {
  const seen = handedOut.get(field) ?? { highest: 0, isRestored: false };
  handedOut.set(field, seen);
  // Draws that are under way at once may be answered in any order.
  const before = seen.highest;
  const [row] = await inField(() => field<{ version: string }[]>`select nextval('outbound.versions') as version`);
  const version = Number(row?.version);
  // Each try draws, and must not creep past what was seen: only a sequence that was moved forward is far beyond it.
  seen.isRestored = version <= before || (seen.isRestored && version < seen.highest + versionsOnTheirWay / 2);
  if (seen.isRestored)
    throw new FieldError(
      'restored',
      `Field handed out version ${version} after ${seen.highest}: its database came back from a backup, or from a standby that was behind. Nothing is sent until you run: pnpm migrate versions --advance`,
    );
  seen.highest = Math.max(version, seen.highest);
  return version;
}

/** Highest version drawn so far; 0 before the first. Throws FieldError. */
export async function currentVersion(field: FieldDatabase): Promise<number> {
  const [row] = await inField(
    () => field<{ version: string }[]>`select case when is_called then last_value else 0 end as version from outbound.versions`,
  );
  return Number(row?.version ?? 0);
}

/** Moves the sequence forward to `to`; never back. For a Field database that was restored from a backup. Throws FieldError. */
export async function advanceVersions(field: FieldDatabase, to: number): Promise<void> {
  await inField(() => field`select setval('outbound.versions', greatest(${to}, (select last_value from outbound.versions)), true)`);
}
