import { inField } from '../field-db/field-error.ts';
import type { FieldDatabase } from '../field-db/open-field.ts';

/** When a captured table was last truncated, as Field's database writes it; null: never, or all of it is settled. Needs capture. Throws FieldError. */
export async function lastTruncation(field: FieldDatabase): Promise<string | null> {
  const [row] = await inField(() => field<{ at: string | null }[]>`select max(at)::text as at from outbound.truncations`);
  return row?.at ?? null;
}

/** Forgets truncations up to this one: both sides were found equal since. Throws FieldError. */
export async function forgetTruncations(field: FieldDatabase, until: string): Promise<void> {
  await inField(() => field`delete from outbound.truncations where at <= ${until}::text::timestamptz`);
}
