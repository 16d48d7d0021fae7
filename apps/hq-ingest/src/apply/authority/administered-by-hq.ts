import type { Entity } from '@hq-field/contracts';
import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Fields, Item } from '../batch.ts';

/** What a record belongs to, by externalId: each may name the account whose administration it would change. */
interface Belongs {
  account: string | null;
  company: string | null;
  project: string | null;
  hqId: string | null;
}

const nothing: Belongs = { account: null, company: null, project: null, hqId: null };
const field = (data: Fields | null, name: string): string | null => (data?.[name] as string | null | undefined) ?? null;
/** A join is named by its parents; guids hold no colon. */
const leftOf = (externalId: string): string => externalId.split(':', 1)[0] ?? '';

const belongs: Readonly<Record<Entity, (item: Item) => Belongs>> = {
  account: ({ externalId, data }) => ({ ...nothing, account: externalId, hqId: field(data, 'hqId') }),
  company: ({ externalId, data }) => ({ ...nothing, account: field(data, 'account'), company: externalId }),
  accountMember: ({ externalId, data }) => ({ ...nothing, account: field(data, 'account') ?? leftOf(externalId) }),
  project: ({ externalId, data }) => ({ ...nothing, account: field(data, 'account'), project: externalId }),
  projectCompany: ({ externalId, data }) => ({ ...nothing, project: field(data, 'project') ?? leftOf(externalId) }),
  projectMember: ({ externalId, data }) => ({ ...nothing, project: field(data, 'project') ?? leftOf(externalId) }),
  // People are shared by accounts, and stay Field's.
  user: () => nothing,
};

/** The records of a batch that belong to an account whose administration HQ keeps; one statement for all of them. */
export async function administeredByHq(sql: Queryable, items: readonly Item[]): Promise<Set<Item>> {
  const of = items.map((item) => belongs[item.entity](item));
  const rows = await sql.unsafe<{ ord: number }[]>(
    `select k.ord::int as ord
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as k(account, company, project, hq_id, ord)
     where exists (select from accounts a join authorities w on w.account_id = a.id and w.owner = 'hq' where a.external_id = k.account)
       or exists (select from companies c join authorities w on w.account_id = c.account_id and w.owner = 'hq' where c.external_id = k.company)
       or exists (select from projects p join authorities w on w.account_id = p.account_id and w.owner = 'hq' where p.external_id = k.project)
       or exists (select from authorities w where w.account_id = k.hq_id::uuid and w.owner = 'hq')`,
    [
      arrayLiteral(of.map(({ account }) => account)),
      arrayLiteral(of.map(({ company }) => company)),
      arrayLiteral(of.map(({ project }) => project)),
      arrayLiteral(of.map(({ hqId }) => hqId)),
    ],
    { prepare: true },
  );
  return new Set(rows.flatMap(({ ord }) => items[ord - 1] ?? []));
}
