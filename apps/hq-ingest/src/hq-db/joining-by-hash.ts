import type { Queryable } from './connections.ts';

/**
 * Runs one statement that joins the keys of a batch to rows which it has found for them, by hash: a thousand of each, and nested loops, which the
 * pool plans otherwise, would compare each with all. Every table of the statement must be behind a `lookup`: a plan that was made while a table
 * is empty would hash the whole of it later. Inside a transaction; all goes in one round trip.
 */
export async function joiningByHash<Answer>(sql: Queryable, statement: () => Promise<Answer>): Promise<Answer> {
  const [, answer] = await Promise.all([set(sql, 'on'), statement(), set(sql, 'off')]);
  return answer;
}

function set(sql: Queryable, mode: 'on' | 'off'): Promise<unknown> {
  return sql.unsafe(`select set_config('enable_hashjoin', '${mode}', true)`, [], { prepare: true });
}
