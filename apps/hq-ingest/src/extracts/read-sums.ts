import { type Entity, entityNames, type RecordKey, type VerificationScope } from '@hq-field/contracts';
import { arrayLiteral } from '../hq-db/array-literal.ts';
import { type Sql, withoutTransactionTimeout } from '../hq-db/connections.ts';
import { rowSources } from './entities/index.ts';
import { excludedOf, excludedParameters, stays } from './left-out.ts';
import { digestOf, type RowSource } from './row-source.ts';

/** Rows of one entity in one account, counted and, when asked, digested. */
export interface Sum {
  account: string | null;
  entity: Entity;
  records: number;
  digest: string;
}

/** Reads counts, and digests when asked, of all asked accounts: one query an entity, all of one snapshot. */
export function readSums(sql: Sql, { accounts, exclude }: VerificationScope, withDigests: boolean): Promise<Sum[]> {
  const statements = entityNames.flatMap((entity) => [
    ...(entity === 'user' ? [ofMembers(accounts, exclude, withDigests)] : [ofAccounts(rowSources[entity], accounts, exclude, withDigests)]),
    // Users stand once more under no account, when everything is asked for.
    ...(entity === 'user' && accounts === null ? [ofAllUsers(exclude, withDigests)] : []),
  ]);
  const parameters = [arrayLiteral(accounts ?? []), ...excludedParameters(exclude)];
  const scope = `
  with asked as materialized (select unnest($1::text[]) collate "C" as external_id),
  ${excludedOf('$2', '$3')}`;
  return sql.begin('isolation level repeatable read read only', async (transaction) => {
    await transaction.unsafe(withoutTransactionTimeout('transaction'));
    const sums: Sum[][] = [];
    for (const statement of statements) sums.push(await transaction.unsafe<Sum[]>(`${scope}${statement}`, parameters));
    return sums.flat();
  });
}

const user = rowSources.user;
const accountMember = rowSources.accountMember;

function ofAccounts(source: RowSource, accounts: readonly string[] | null, exclude: readonly RecordKey[], withDigests: boolean): string {
  return `
    select ${source.account} as account, ${sums(source, withDigests)}
    from ${source.from}
    where ${isAsked(source, accounts)} ${stays(source, exclude)}
    group by ${source.account}`;
}

/** A user is in the accounts whose rows of accountMember name them; a member that is left out puts nobody in. */
function ofMembers(accounts: readonly string[] | null, exclude: readonly RecordKey[], withDigests: boolean): string {
  return `
    select ${accountMember.account} as account, ${sums(user, withDigests)}
    from ${accountMember.from}
    where ${isAsked(accountMember, accounts)} ${stays(accountMember, exclude)}
    group by ${accountMember.account}`;
}

function ofAllUsers(exclude: readonly RecordKey[], withDigests: boolean): string {
  return `
    select null::text as account, ${sums(user, withDigests)}
    from ${user.from}
    where ${user.compared} ${stays(user, exclude)}
    having count(*) > 0`;
}

function sums(source: RowSource, withDigests: boolean): string {
  return `'${source.entity}' as entity, count(*)::int as records, ${withDigests ? `sum(${digestOf(source)})::text` : `''`} as digest`;
}

function isAsked({ compared }: RowSource, accounts: readonly string[] | null): string {
  return accounts === null ? compared : 'a.external_id in (select external_id from asked)';
}
