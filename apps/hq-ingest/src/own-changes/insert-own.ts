import type { Resource } from '../apply/definitions/resource.ts';
import type { Queryable } from '../hq-db/connections.ts';

/** Inserts a row of HQ's own: it is bound to no record of Field until Field has acknowledged it, or sends one that adopts it. */
export async function insertOwn<Data extends object>(
  sql: Queryable,
  { table, stored }: Pick<Resource<Data>, 'table' | 'stored'>,
  id: string,
  data: Data,
  more: Record<string, string | null>,
): Promise<void> {
  const values: Record<string, unknown> = Object.fromEntries(stored.map(({ field, column }) => [column, data[field as keyof Data]]));
  const columns = Object.entries({ id, ...more, ...values });
  await sql.unsafe(
    `insert into ${table} (${columns.map(([column]) => column).join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    columns.map(([, value]) => value as string | boolean | null),
  );
}
