import type { JsonSchema } from '../lock/lock-shape.ts';
import { propertiesOf, stableSchema, typesOf } from './schema-node.ts';

export interface PairedBranches {
  /** Branches of the old and of the new union that are one form, and the form's name when there is more than one. */
  pairs: (readonly [JsonSchema, JsonSchema, string | null])[];
  removed: JsonSchema[];
  added: JsonSchema[];
}

/**
 * Finds which branches of two unions are the same form: those that are equal, then those with the same constants, then those of the
 * same type in their order.
 */
export function pairBranches(before: readonly JsonSchema[], after: readonly JsonSchema[]): PairedBranches {
  // A single form stays that form, whatever has become of it.
  const [only, single] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && only !== undefined && single !== undefined)
    return { pairs: [[only, single, null]], removed: [], added: [] };
  const removed = [...before];
  const added = [...after];
  const pairs: PairedBranches['pairs'] = [];
  for (const same of [stableSchema, constantsOf, (schema: JsonSchema) => typesOf(schema).join()]) {
    for (const old of removed.slice()) {
      const key = same(old);
      const now = key === null ? undefined : added.find((other) => same(other) === key);
      if (now === undefined) continue;
      removed.splice(removed.indexOf(old), 1);
      added.splice(added.indexOf(now), 1);
      pairs.push([old, now, constantsOf(now) ?? typesOf(now).join()]);
    }
  }
  return { pairs, removed, added };
}

/** What tells a branch from its neighbours: the fields that can only have one value; null when it has none. */
function constantsOf(schema: JsonSchema): string | null {
  const constants = Object.entries(propertiesOf(schema))
    .filter(([, property]) => 'const' in property)
    .map(([name, property]) => `${name}=${JSON.stringify(property['const'])}`);
  return constants.length === 0 ? null : constants.sort().join();
}
