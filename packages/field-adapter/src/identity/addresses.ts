import type { FieldSession } from '../field-db/open-field.ts';
import type { IdentitySchema } from '../field-db/records.ts';
import type { InTurn } from './in-turn.ts';

const owners = ['companies', 'projects'] as const;
export type AddressOwner = (typeof owners)[number];

/** Which companies and projects have which address: Field has no index by address. */
export async function buildAddressOwners(sql: FieldSession, schema: IdentitySchema, inTurn: InTurn = (work) => work(sql)): Promise<void> {
  for (const owner of owners) {
    await inTurn(
      (session) => session`
      insert into ${session(schema)}.address_owners as o (address_id, owner, owner_id)
      select address_id, ${owner}, id from ${session(owner)} where address_id is not null
      on conflict (owner, owner_id) do update set address_id = excluded.address_id where o.address_id <> excluded.address_id`,
    );
  }
  await sql`analyze ${sql(schema)}.address_owners`;
}

/** Reads the addresses of the given companies or projects again. */
export async function refreshAddressOwners(sql: FieldSession, owner: AddressOwner, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const current = sql`select id, address_id from ${sql(owner)} where id = any(${[...ids]}::bigint[]) and address_id is not null`;
  await sql`delete from outbound.address_owners a where a.owner = ${owner} and a.owner_id = any(${[...ids]}::bigint[]) and not exists (select from (${current}) c where c.id = a.owner_id)`;
  await sql`
    insert into outbound.address_owners (address_id, owner, owner_id)
    select address_id, ${owner}, id from (${current}) c
    on conflict (owner, owner_id) do update set address_id = excluded.address_id where address_owners.address_id <> excluded.address_id`;
}
