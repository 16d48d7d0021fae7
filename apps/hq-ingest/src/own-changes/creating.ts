import type postgres from 'postgres';
import type { Sql } from '../hq-db/connections.ts';
import { databaseFault, errorCode } from '../hq-db/database-error.ts';
import { OwnChangeError } from './own-change-error.ts';

/** Two creations that make one person at the same moment: the second finds the person when it tries again. */
const attempts = 3;

/** Runs a creation in a transaction, and again when another transaction was in its way. */
export async function creating(sql: Sql, create: (transaction: postgres.TransactionSql) => Promise<string>): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sql.begin<string>(create);
    } catch (error) {
      const refused = asOwnChangeError(error);
      if (refused !== null) throw refused;
      if (attempt === attempts || databaseFault(error) !== 'retry') throw error;
    }
  }
}

function asOwnChangeError(cause: unknown): OwnChangeError | null {
  if (errorCode(cause) !== '23505') return null;
  switch ((cause as { constraint_name?: string }).constraint_name) {
    case 'projects_live_name_key':
      return new OwnChangeError('name_taken', 'The account has a living project of this name; choose another, or archive that one.', {
        cause,
      });
    case 'accounts_pkey':
    case 'projects_pkey':
      return new OwnChangeError('created_before', 'HQ holds a record of this id already; nothing was created.', { cause });
    default:
      return null;
  }
}
