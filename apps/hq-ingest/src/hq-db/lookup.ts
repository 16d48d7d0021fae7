/**
 * An outer join to the one row that a condition over several columns names. As a plain join the planner may take an index for the
 * first column alone and filter the rest, which costs nothing while a table is empty and everything later; behind a limit it
 * takes the whole condition to the index.
 */
export function lookup(table: string, alias: string, condition: string): string {
  return `left join lateral (select * from ${table} ${alias} where ${condition} limit 1) ${alias} on true`;
}
