import type { FieldSession } from './open-field.ts';
import type { CanonicalAddress, CanonicalCompany, IdentitySchema, ReadScope } from './records.ts';
import { behind, localIds } from './scope.ts';

/** One row a canonical company. */
export interface CompanyRow extends CanonicalAddress, Omit<CanonicalCompany, 'account' | 'formerly'> {
  account: string | null;
  accountLiving: boolean;
  formerly: string[];
}

export function companyRows(sql: FieldSession, schema: IdentitySchema, scope: ReadScope) {
  const names = sql`${sql(schema)}.company_names`;
  const chosen =
    'keys' in scope
      ? sql`n.guid = any(${scope.keys as string[]}::text[])`
      : scope.accounts === null
        ? sql`not exists (select from accounts x where x.id = n.account_id)`
        : sql`n.account_id = any(${localIds(sql, scope.accounts)})`;
  return sql<CompanyRow[]>`
    select
      n.guid as "externalId", a.guid::text as account, a.id is not null and a.deleted_at is null as "accountLiving",
      c.name, c.ctype, c.category, c.url, c.telephone, c.duns_no as "dunsNo", c.ein_no as "einNo", c.description,
      d.address1, d.address2, d.address3, d.city, d.state, d.postal_code as "postalCode", d.country,
      array(select m.guid from ${names} m where m.canonical = n.guid and m.guid <> n.guid) as formerly,
      (select count(*)::int from ${names} m where m.canonical = n.guid and m.guid <> n.guid and m.living) as merged
    from ${names} n
    -- Lateral and offset 0: the row of each company by its primary key.
    cross join lateral (select * from companies x where x.id = n.company_id and x.deleted_at is null offset 0) c
    left join accounts a on a.id = c.account_id
    left join addresses d on d.id = c.address_id
    where n.living and n.canonical = n.guid and ${chosen} ${behind(sql, scope, sql`n.guid`)}
    order by n.guid`;
}

export function mergeCompany(rows: readonly CompanyRow[]): CanonicalCompany {
  const row = rows[0] as CompanyRow;
  return { ...row, account: row.account === null ? null : { externalId: row.account, living: row.accountLiving } };
}
