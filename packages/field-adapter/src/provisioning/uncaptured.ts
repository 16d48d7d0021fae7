import type { FieldSession } from '../field-db/open-field.ts';

// Capture passes over what stands in HQ already: what HQ puts is not sent back to it.

/** From here to the end of the transaction nothing is captured. */
export async function captureNothing(sql: FieldSession): Promise<void> {
  await sql`select set_config('outbound.write_back', 'on', true)`;
}

/** Runs work whose changes are captured, inside a transaction that captures nothing else. */
export async function captured<T>(sql: FieldSession, work: () => Promise<T>): Promise<T> {
  const [before] = await sql<{ setting: string | null }[]>`select current_setting('outbound.write_back', true) as setting`;
  await sql`select set_config('outbound.write_back', 'off', true)`;
  const result = await work();
  await sql`select set_config('outbound.write_back', ${before?.setting ?? 'off'}, true)`;
  return result;
}
