import type { Outcome } from '@hq-field/contracts';
import type { Queryable } from '../../hq-db/connections.ts';
import type { Item, Outcomes, Tombstone, Upsert } from '../batch.ts';
import { steps } from '../definitions/index.ts';
import { isSame } from '../joins/decide.ts';
import { readJoins } from '../joins/read.ts';
import { ofHq, stale, unchanged } from '../outcomes.ts';
import { readTombstones } from '../tombstones/read.ts';
import { readKept } from './read-kept.ts';

/**
 * What becomes of records whose account HQ administers. Nothing of them is written, but what Field calls a record that HQ has made: what says the same as HQ's row is `unchanged`, what is older is
 * `stale`, and what would change it is rejected, so that the Field side puts it aside and a person sees it.
 */
export async function judgeAdministered(sql: Queryable, items: readonly Item[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  for (const step of steps) {
    const { entity } = step.kind === 'resource' ? step.resource : step.join;
    const mine = items.filter((item) => item.entity === entity);
    const upserts = mine.filter((item): item is Upsert => item.data !== null);
    const tombstones = mine.filter((item): item is Tombstone => item.data === null);
    if (upserts.length > 0 && step.kind === 'resource')
      for (const { upsert, own } of await readKept(sql, step.resource, upserts))
        outcomes.set(upsert, judged(upsert, own?.version ?? null, own?.isSame ?? false));
    if (upserts.length > 0 && step.kind === 'join')
      for (const { upsert, row } of await readJoins(sql, step.join, upserts))
        outcomes.set(upsert, judged(upsert, row.version, row.version !== null && isSame(step.join, upsert, row)));
    if (tombstones.length > 0)
      for (const { tombstone, ids, version } of await readTombstones(sql, entity, tombstones))
        outcomes.set(tombstone, judged(tombstone, version, ids === null));
  }
  return outcomes;
}

function judged({ externalId, version }: Item, held: number | null, isSameState: boolean): Outcome {
  if (isSameState) return unchanged(externalId);
  if (held !== null && version < held) return stale(externalId);
  return ofHq(
    externalId,
    'HQ keeps the administration of this account, and did not take the change. Make it in HQ, or move the administration back to Field.',
  );
}
