import type { FieldSession } from '../field-db/open-field.ts';

/** Companies of one account whose names differ by a legal form alone: never merged, listed for people. */
export interface NearDuplicate {
  account: string;
  /** externalIds of the companies. */
  companies: string[];
}

const legalForms = 'inc|llc|ltd|limited|corp|corporation|company|co|gmbh|ag|sa|bv|plc|pty';
const mostListed = 100;

/** All groups counted, the first of them listed. */
export async function nearDuplicateCompanies(session: FieldSession): Promise<{ groups: number; listed: NearDuplicate[] }> {
  const rows = await session<(NearDuplicate & { groups: number })[]>`
    with bare as (
      select n.account_id, n.guid, n.company_id,
        regexp_replace(regexp_replace(n.name_key, '[.,]', '', 'g'), ${` (${legalForms})$`}, '') as bare_name
      from pg_temp.company_names n where n.living and n.canonical = n.guid and n.name_key is not null
    )
    select a.guid::text as account, array_agg(b.guid order by b.company_id) as companies, count(*) over ()::int as groups
    from bare b join accounts a on a.id = b.account_id and a.deleted_at is null
    group by a.guid, b.bare_name having count(*) > 1
    order by a.guid::text collate "C" limit ${mostListed}`;
  return { groups: rows[0]?.groups ?? 0, listed: rows.map(({ account, companies }) => ({ account, companies })) };
}
