// Companies: the canonical rows that are valid by value, with their own fields alone.
import { canonicalCompany } from '../parts/canonical-company.ts';
import { fits, rowPart } from '../part.ts';
import { addressColumns, addressFits, addressJoins } from '../sql-fragments.ts';

export const company = rowPart({
  entity: 'company',
  requires: [canonicalCompany],
  grain: 'account',
  joinedBy: 'id',
  rows: () => `
    with read as (
      select
        c.id,
        a.in_account,
        c.guid::text as guid,
        k.name_key,
        k.name,
        coalesce(by_ctype.value, by_category.value, of_ctype.value, of_category.value) as trade,
        pg_temp.clean(c.category) as category,
        ${addressColumns},
        pg_temp.clean(c.telephone) as phone,
        pg_temp.clean(c.url) as website_url,
        pg_temp.clean(c.description) as description,
        pg_temp.clean(c.ein_no) as tax_id,
        pg_temp.clean(c.duns_no) as erp_id
      from extract_todo t
      join extract_account a on a.id = t.account_id
      join extract_canonical_company k on k.account_id = t.account_id
      join companies c on c.id = k.id
      left join extract_trade_word by_ctype on by_ctype.word = pg_temp.clean(c.ctype)
      left join extract_trade_word by_category on by_category.word = pg_temp.clean(c.category)
      left join extract_trade_of_ctype_word of_ctype on of_ctype.word = pg_temp.clean(c.ctype)
      left join extract_trade_of_category_word of_category on of_category.word = pg_temp.clean(c.category)
      ${addressJoins('c.address_id')}
      where k.id = k.canonical_id and k.name is not null
      offset 0
    )
    select
      r.*,
      guid as external_id,
      null::text as user_external_id,
      null::text as company_external_id,
      in_account as account
    from read r
    where ${fits(255, 'name', 'category', 'phone', 'tax_id', 'erp_id')}
      and ${addressFits}
      and ${fits(1024, 'website_url')}
      and ${fits(1_048_576, 'description')}`,
});
