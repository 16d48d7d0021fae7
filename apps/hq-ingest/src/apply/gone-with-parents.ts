import type { Entity } from '@hq-field/contracts';
import type { Queryable } from '../hq-db/connections.ts';
import { itemsOf, type Outcomes, type Tombstone, type Upsert } from './batch.ts';
import { steps } from './definitions/index.ts';
import type { MissingParent } from './definitions/missing-parents.ts';
import { readJoins } from './joins/read.ts';
import { isTaken, parentUnknown } from './outcomes.ts';

/**
 * Records of a batch that were taken, and then lost with a parent that the same batch deletes, as a whole or in the company that they name:
 * they wait for that parent, and nobody believes that HQ holds them. Read in a transaction, after the tombstones.
 */
export async function goneWithParents(sql: Queryable, outcomes: Outcomes): Promise<Outcomes> {
  const gone: Outcomes = new Map();
  const deleted = itemsOf(
    outcomes,
    (item, outcome): item is Tombstone =>
      item.data === null && item.entity !== 'projectMember' && item.entity !== 'projectCompany' && isTaken(outcome),
  );
  if (deleted.length === 0) return gone;
  const accounts = new Set(deleted.flatMap(({ entity, externalId }) => (entity === 'account' ? [externalId] : [])));
  const wait = (upsert: Upsert, missing: readonly MissingParent[]): void => {
    const [first] = missing;
    if (first === undefined) return;
    const keys = missing.map(({ key }) => key);
    gone.set(upsert, parentUnknown(upsert.externalId, first.field, keys));
  };
  for (const step of steps) {
    if (step.kind === 'join') {
      const upserts = takenOf(outcomes, step.join.entity);
      const situations = upserts.length === 0 ? [] : await readJoins(sql, step.join, upserts);
      for (const { upsert, row } of situations) wait(upsert, step.join.missing(upsert.data, row));
    } else if (step.resource.account !== undefined && accounts.size > 0) {
      for (const upsert of takenOf(outcomes, step.resource.entity)) {
        const account = step.resource.account(upsert.data);
        if (accounts.has(account)) wait(upsert, [{ field: 'account', key: { entity: 'account', externalId: account } }]);
      }
    }
  }
  return gone;
}

function takenOf(outcomes: Outcomes, entity: Entity): Upsert[] {
  return itemsOf(outcomes, (item, outcome): item is Upsert => item.entity === entity && item.data !== null && isTaken(outcome));
}
