import type { Entity, Outcome } from '@hq-field/contracts';

/** Fields of a record as the contract has checked them. */
export type Fields = Record<string, unknown>;

/** One record of a batch that is to stand at HQ in this state. */
export interface Upsert<Data = Fields> {
  entity: Entity;
  externalId: string;
  version: number;
  data: Data;
}

/** One record of a batch that is to be gone. */
export interface Tombstone {
  entity: Entity;
  externalId: string;
  version: number;
  data: null;
}

export type Item = Upsert | Tombstone;

/** What became of each item. Filled entity by entity. */
export type Outcomes = Map<Item, Outcome>;

/** The items of which something holds, with what became of them. A loop over the entries would make a pair of each. */
export function itemsOf<Kind extends Item>(outcomes: Outcomes, holds: (item: Item, outcome: Outcome['outcome']) => item is Kind): Kind[] {
  const items: Kind[] = [];
  outcomes.forEach(({ outcome }, item) => {
    if (holds(item, outcome)) items.push(item);
  });
  return items;
}
