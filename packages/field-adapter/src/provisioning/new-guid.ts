import { randomUUID } from 'node:crypto';
import type { FieldSession } from '../field-db/open-field.ts';

/** Guid of a row that HQ has made: HQ's id itself, so that a put which is repeated after a lost answer finds it; another when that is taken. */
export async function newGuid(sql: FieldSession, table: 'accounts' | 'projects', hqId: string): Promise<string> {
  const taken = await sql`select from ${sql(table)} where guid = ${hqId}`;
  return taken.length === 0 ? hqId : randomUUID();
}
