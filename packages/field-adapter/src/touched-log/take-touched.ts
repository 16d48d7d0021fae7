import type { FieldDatabase } from '../field-db/open-field.ts';
import { toFieldError } from '../field-db/field-error.ts';

/** A record that was put into the outbox; a person stands once more with each account that has them. */
export interface TouchedRecord {
  entity: string;
  externalId: string;
  /** null: of no account. */
  account: string | null;
}

const page = 20_000;

/**
 * Hands out what was logged, a page at a time, and forgets a page when `keep` has kept it. In this order a page may be kept twice and is
 * never lost. A change whose key was in the log already when it was touched had been committed before, so a snapshot that is opened after
 * this sees it.
 */
export async function takeTouched(field: FieldDatabase, keep: (records: readonly TouchedRecord[]) => Promise<void>): Promise<void> {
  try {
    for (;;) {
      const rows = await field<(TouchedRecord & { id: string })[]>`
        with page as (select id, entity, external_id, account from outbound.touched_log order by id limit ${page})
        select p.id, p.entity, p.external_id as "externalId", p.account from page p
        union
        select p.id, p.entity, p.external_id, a.guid::text
        from page p
        join outbound.logins l on l.person = p.external_id
        join account_users m on m.user_id = l.user_id
        join accounts a on a.id = m.account_id
        where p.entity = 'user'
        union
        select p.id, p.entity, p.external_id, a.guid::text
        from page p
        join outbound.logins l on l.person = p.external_id
        join contacts c on c.user_id = l.user_id
        join projects j on j.id = c.project_id
        join accounts a on a.id = j.account_id
        where p.entity = 'user'`;
      if (rows.length === 0) return;
      await keep(rows.map(({ entity, externalId, account }) => ({ entity, externalId, account })));
      await field`delete from outbound.touched_log where id = any(${[...new Set(rows.map((row) => row.id))]}::bigint[])`;
    }
  } catch (error) {
    throw toFieldError(error);
  }
}
