import type { ChangeAccountInput, ChangeAccountOutput } from '@hq-field/contracts';
import type { Sql } from '../hq-db/connections.ts';
import { provision, takeOut } from '../provisioning/outbox.ts';
import { asShown, changeOfAccount } from './make-change.ts';
import { accountValues } from './stored.ts';

export function changeAccount(database: Sql, input: ChangeAccountInput): Promise<ChangeAccountOutput> {
  const { seen, values } = input;
  return changeOfAccount(database, input, async ({ sql, account }) => {
    const current = await accountValues(sql, account.id);
    const before = asShown(current === null ? null : { values: current }, seen).values;
    const made = { entity: 'account', recordId: account.id, externalId: account.externalId, before } as const;
    if (values === null) {
      // Its projects go with it here and in Field, so one removal says it all.
      await takeOut(sql, 'account', account.id);
      return { ...made, what: 'removed', after: null };
    }
    await sql.unsafe(`update accounts set name = $2, country = $3, timezone = $4, language = $5, updated_at = now() where id = $1::uuid`, [
      account.id,
      values.name,
      values.country,
      values.timezone,
      values.language,
    ]);
    await provision(sql, 'account', account.id, null);
    return { ...made, what: 'changed', after: values };
  });
}
