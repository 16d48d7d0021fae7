import type postgres from 'postgres';
import type { FieldSession } from './open-field.ts';

/** HQ's id in a column of Field, as the mapping reads it: people have written it in capitals. Null where the column is empty. */
export function hqIdOf(sql: FieldSession, column: postgres.Fragment): postgres.Fragment {
  return sql`nullif(lower(trim(${column})), '')`;
}
