// Living companies of the accounts, each with the company that stands for it: the lowest id of the same name key in the account.
import { account } from '../entities/account.ts';
import type { Part } from '../part.ts';

export const canonicalCompany: Part = {
  table: 'extract_canonical_company',
  requires: [account],
  grain: 'account',
  joinedBy: 'id, canonical_id',
  select: () => `
    with named as (
      select c.id, c.account_id, pg_temp.spaced(c.name) as name
      from extract_todo t
      join companies c on c.account_id = t.account_id
      where c.deleted_at is null
      offset 0
    ),
    keyed as materialized (select id, account_id, name, pg_temp.name_key(name) collate "C" as name_key from named offset 0)
    select
      id,
      account_id,
      name,
      name_key,
      case when name_key is null then id else min(id) over (partition by account_id, name_key) end as canonical_id
    from keyed`,
};
