import type { PutAccountInput, PutOutput } from '@hq-field/contracts';
import { hqIdOf } from '../field-db/hq-id-column.ts';
import type { FieldDatabase, FieldSession } from '../field-db/open-field.ts';
import { isGivenBack, touchPuts } from '../authority/given-back.ts';
import { touchKeys } from '../outbox/touches.ts';
import { accountColumns } from './legacy-values.ts';
import { newGuid } from './new-guid.ts';
import { findProvisioned, rememberProvisioned, takeTurns } from './provisioned.ts';
import { putAccountAdministrator, putLogin } from './put-login.ts';
import { sendDifferences } from './send-differences.ts';
import { captureNothing } from './uncaptured.ts';

interface AccountRow {
  id: string;
  guid: string;
  living: boolean;
}

/** provisioning.putAccount: one transaction. */
export function putAccount(field: FieldDatabase, { revision, account, administrator }: PutAccountInput): Promise<PutOutput> {
  const hqId = account.hqId as string;
  return field.begin(async (sql): Promise<PutOutput> => {
    await takeTurns(sql, `account ${hqId}`);
    const known = await findProvisioned(sql, 'account', hqId);
    if (known !== null && known.revision >= revision)
      return {
        outcome: known.revision > revision ? 'stale' : 'unchanged',
        externalId: known.externalId,
        administrator: known.administrator,
      };
    const before = await findAccount(sql, hqId, known?.externalId ?? null);
    // A deletion in Field is on its way to HQ.
    if (before !== null && !before.living) return { outcome: 'stale', externalId: before.guid, administrator: null };
    await captureNothing(sql);
    const { id, guid } = before === null ? await insertAccount(sql, hqId, account) : await updateAccount(sql, before, account);
    const login = administrator === null ? null : await putLogin(sql, administrator);
    if (login !== null) await putAccountAdministrator(sql, id, login, 'admin');
    const isBack = await isGivenBack(sql, guid);
    // The migration learns of an account by what is sent of it.
    if (before === null) await touchKeys(sql, null, [{ entity: 'account', externalId: guid, account: guid }]);
    else await sendDifferences(sql, 'account', guid, guid, account);
    await rememberProvisioned(sql, 'account', hqId, { externalId: guid, revision, administrator: login?.guid ?? null });
    if (isBack) await touchPuts(sql, guid, guid);
    return { outcome: 'applied', externalId: guid, administrator: login?.guid ?? known?.administrator ?? null };
  });
}

/** The account that was put before, or that Field has sent to HQ. Field has no index by HQ's id; its accounts are few. */
async function findAccount(sql: FieldSession, hqId: string, guid: string | null): Promise<AccountRow | null> {
  const [row] = await sql<AccountRow[]>`
    select id, guid::text as guid, deleted_at is null as living from accounts
    where ${guid === null ? sql`${hqIdOf(sql, sql`hq_account_identifier`)} = ${hqId}` : sql`guid = ${guid}`} order by deleted_at is not null, id limit 1 for update`;
  return row ?? null;
}

async function insertAccount(sql: FieldSession, hqId: string, account: PutAccountInput['account']): Promise<AccountRow> {
  const [row] = await sql<AccountRow[]>`
    insert into accounts ${sql({ guid: await newGuid(sql, 'accounts', hqId), ...accountColumns(account) })}
    returning id, guid::text as guid, true as living`;
  await sql`update accounts set created_at = now(), updated_at = now() where id = ${row?.id ?? null}`;
  return row as AccountRow;
}

async function updateAccount(sql: FieldSession, row: AccountRow, account: PutAccountInput['account']): Promise<AccountRow> {
  await sql`update accounts set ${sql(accountColumns(account))}, updated_at = now() where id = ${row.id}`;
  return row;
}
