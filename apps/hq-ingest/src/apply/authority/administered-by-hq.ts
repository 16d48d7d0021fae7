import type { Entity } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import { lookup } from '../../hq-db/lookup.ts';
import type { Fields, Item } from '../batch.ts';

/** Something that a record belongs to or takes over, named by its externalId or by HQ's id: the account of each is one whose administration it would change. */
interface Part {
  kind: 'account' | 'company' | 'project' | 'accountId' | 'projectId';
  name: string;
}

const part = (kind: Part['kind'], name: unknown): Part[] => (typeof name === 'string' ? [{ kind, name }] : []);
const field = (data: Fields | null, name: string): unknown => data?.[name];
/** A join is named by its parents; guids hold no colon. */
const leftOf = (externalId: string): string => externalId.split(':', 1)[0] ?? '';

const partsOf: Readonly<Record<Entity, (item: Item) => Part[]>> = {
  account: ({ externalId, data }) => [...part('account', externalId), ...part('accountId', field(data, 'hqId'))],
  company: ({ externalId, data }) => [
    ...part('account', field(data, 'account')),
    ...part('company', externalId),
    ...((field(data, 'formerly') ?? []) as string[]).flatMap((name) => part('company', name)),
  ],
  accountMember: ({ externalId, data }) => part('account', field(data, 'account') ?? leftOf(externalId)),
  project: ({ externalId, data }) => [
    ...part('account', field(data, 'account')),
    ...part('project', externalId),
    ...part('projectId', field(data, 'hqId')),
  ],
  projectCompany: ({ externalId, data }) => part('project', field(data, 'project') ?? leftOf(externalId)),
  projectMember: ({ externalId, data }) => part('project', field(data, 'project') ?? leftOf(externalId)),
  // People are shared by accounts, and stay Field's.
  user: () => [],
};

/** The records of a batch that belong to an account whose administration HQ keeps; one statement for all of them. */
export async function administeredByHq(sql: Queryable, items: readonly Item[]): Promise<Set<Item>> {
  const parts = items.flatMap((item, place) => partsOf[item.entity](item).map((one) => ({ ...one, place })));
  const rows = await sql.unsafe<{ place: number }[]>(
    `select distinct k.place
     from unnest($1::int[], $2::text[], $3::text[]) as k(place, kind, name)
     -- The limit keeps the account a value of its own, found once for each key, before anybody looks whose it is.
     cross join lateral (
       select case k.kind
         when 'account' then (select a.id from accounts a where a.external_id = k.name)
         when 'company' then (select c.account_id from companies c where c.external_id = k.name)
         when 'project' then (select p.account_id from projects p where p.external_id = k.name)
         when 'accountId' then k.name::uuid
         when 'projectId' then (select p.account_id from projects p where p.id = k.name::uuid)
       end as account_id
       limit 1
     ) named
     ${lookup('authorities', 'kept', `kept.account_id = named.account_id and kept.owner = 'hq'`)}
     where kept.account_id is not null`,
    [
      arrayLiteral(parts.map(({ place }) => place)),
      arrayLiteral(parts.map(({ kind }) => kind)),
      arrayLiteral(parts.map(({ name }) => name)),
    ],
    { prepare: true },
  );
  return new Set(rows.flatMap(({ place }) => items[place] ?? []));
}
