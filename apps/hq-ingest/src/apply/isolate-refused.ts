import type { Sql } from '../hq-db/connections.ts';
import { databaseFault, refusalWords } from '../hq-db/database-error.ts';
import { attempt } from './attempt.ts';
import type { Item, Outcomes } from './batch.ts';
import { goneWithParents } from './gone-with-parents.ts';
import { rejected } from './outcomes.ts';

/**
 * Applies items so that a record which the database refuses does not take its neighbours along: a batch that fails is halved,
 * each half is a transaction of its own, and a record that fails alone is rejected. The first half comes first, since it
 * holds the parents of the second. The second may delete parents of what the first has taken, so both are looked at together.
 *
 * A record alone that others overtake again and again is not at fault: its error is thrown, and refuses the request in passing. What was
 * committed before stays, and is `unchanged` when the request is sent again.
 */
export async function isolateRefused(sql: Sql, items: readonly Item[]): Promise<Outcomes> {
  try {
    return await attempt(sql, items);
  } catch (error) {
    const fault = databaseFault(error);
    const [only] = items;
    // A unique or foreign key that still fails after all attempts is the record's own fault.
    const isRefused = fault === 'refused' || fault === 'conflict';
    if (!(isRefused || (fault === 'overtaken' && items.length > 1)) || only === undefined) throw error;
    if (items.length === 1) return new Map([[only, rejected(only.externalId, 'value_refused', null, refusalWords(error), null)]]);
    const middle = Math.ceil(items.length / 2);
    const first = await isolateRefused(sql, items.slice(0, middle));
    const second = await isolateRefused(sql, items.slice(middle));
    const both = new Map([...first, ...second]);
    return new Map([...both, ...(await sql.begin((transaction) => goneWithParents(transaction, both)))]);
  }
}
