/**
 * Rows of these names (`parameter` is an array of externalIds), held until the transaction ends. A join is named by its parents, and a
 * row may go over to another record: while its name is held it cannot; one that goes over just now is waited for, and then has another
 * name. In one order in every batch.
 */
export function heldByName(table: string, parameter: string): string {
  // Accounts and people belong to no account of HQ's.
  const account = table === 'projects' || table === 'companies' ? ', account_id' : '';
  return `select id, external_id${account} from ${table} where external_id = any(${parameter}::text[]) order by external_id for key share`;
}
