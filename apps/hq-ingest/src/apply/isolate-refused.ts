import { databaseFault, refusalWords } from '../hq-db/database-error.ts';
import type { Item, Outcomes } from './batch.ts';
import { rejected } from './outcomes.ts';

/**
 * Applies items so that a record which the database refuses does not take its neighbours along: a batch that fails is halved,
 * each half is a transaction of its own, and a record that fails alone is rejected. The first half comes first, since it
 * holds the parents of the second.
 */
export async function isolateRefused(items: readonly Item[], attempt: (items: readonly Item[]) => Promise<Outcomes>): Promise<Outcomes> {
  try {
    return await attempt(items);
  } catch (error) {
    const fault = databaseFault(error);
    const [only] = items;
    // A unique or foreign key that still fails after all attempts is the record's own fault.
    if ((fault !== 'refused' && fault !== 'retry') || only === undefined) throw error;
    if (items.length === 1) return new Map([[only, rejected(only.externalId, 'value_refused', null, refusalWords(error), null)]]);
    const middle = Math.ceil(items.length / 2);
    const first = await isolateRefused(items.slice(0, middle), attempt);
    const second = await isolateRefused(items.slice(middle), attempt);
    return new Map([...first, ...second]);
  }
}
