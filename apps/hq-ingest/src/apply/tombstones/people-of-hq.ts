import { arrayLiteral } from '../../hq-db/array-literal.ts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { TombstoneSituation } from './read.ts';

/**
 * Of people who are to be gone, those who are in an account that HQ keeps: Field does not know whom HQ has added there, and the person's
 * row would take its memberships along. Asked with the rows locked, so that nobody is added until the transaction ends.
 */
export async function readPeopleOfHq(sql: Queryable, situations: readonly TombstoneSituation[]): Promise<Set<TombstoneSituation>> {
  if (situations.length === 0) return new Set();
  const [kept] = await sql.unsafe(`select 1 from authorities where owner = 'hq' limit 1`, [], { prepare: true });
  if (kept === undefined) return new Set();
  const rows = await sql.unsafe<{ ord: number }[]>(
    `select k.ord::int as ord from unnest($1::uuid[]) with ordinality as k(id, ord)
     where exists (
       select from account_members m join authorities w on w.account_id = m.account_id and w.owner = 'hq' where m.user_id = k.id)`,
    [arrayLiteral(situations.map(({ ids }) => ids?.[0] ?? null))],
    { prepare: true },
  );
  return new Set(rows.flatMap(({ ord }) => situations[ord - 1] ?? []));
}
