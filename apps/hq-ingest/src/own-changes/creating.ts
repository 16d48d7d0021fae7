import type postgres from 'postgres';
import type { Sql } from '../hq-db/connections.ts';
import { errorCode } from '../hq-db/database-error.ts';
import { inTransaction } from '../hq-db/in-transaction.ts';
import { OwnChangeError } from './own-change-error.ts';

/** Runs a creation in a transaction. Throws OwnChangeError for what HQ holds already. */
export function creating(sql: Sql, create: (transaction: postgres.TransactionSql) => Promise<string>): Promise<string> {
  return inTransaction(sql, create, asOwnChangeError);
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
