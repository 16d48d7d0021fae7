import { failpoint } from '@hq-field/failpoints';
import { inSpan } from '@hq-field/traces';
import type postgres from 'postgres';
import { mayPass } from '../hq-db/database-error.ts';
import type { Sql } from '../hq-db/connections.ts';
import { applyItems, type FirstReading, readFirst } from './apply-items.ts';
import { beginBehindGate } from './authority/batch-gate.ts';
import { judgeAdministered } from './authority/judge-administered.ts';
import { awaitedLater } from './awaited-later.ts';
import type { Item, Outcomes } from './batch.ts';
import { HolderStaysError } from './holder-stays-error.ts';
import { rememberVersion } from './highest-version.ts';
import { settleDeletions } from './settle-deletions.ts';

const attempts = 6;

/**
 * Applies items in one transaction. When another batch is in the way (a deadlock, a value or a parent taken at the same
 * moment), everything is read afresh, a few times. So it is when a row that gave a value away was not deleted: it keeps the value then.
 */
export async function attempt(sql: Sql, items: readonly Item[]): Promise<Outcomes> {
  const staying = new Set<Item>();
  for (let round = 1; ; round += 1) {
    try {
      const { outcomes, writing, remembering } = await inSpan(
        'hq.transaction',
        { attributes: { 'migration.records': items.length, 'migration.round': round } },
        () =>
          beginBehindGate(sql, items, async (transaction, entering) => {
            const first = readFirst(transaction, items);
            const { outcomes, writing } = await applyOpen(transaction, items, { closed: await entering, staying, first });
            const remembering = awaitedLater(rememberVersion(transaction, outcomes));
            if (failpoint) await writing.then(() => failpoint?.('apply:before-commit'));
            return { outcomes, writing, remembering };
          }),
      );
      // They go to the database together with the commit. Where one fails, those behind it do too, and the commit takes everything back and does not say so.
      await writing;
      await remembering;
      if (failpoint) await failpoint('apply:after-commit');
      await settleDeletions(sql, outcomes);
      return outcomes;
    } catch (error) {
      if (error instanceof HolderStaysError) error.tombstones.forEach((tombstone) => staying.add(tombstone));
      if (!mayPass(error) || round === attempts) throw error;
      // Spread out, so that the same batches do not meet again.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** round));
    }
  }
}

/** Applies what is Field's to change; what HQ administers (`closed`) is judged, and not written. */
async function applyOpen(
  sql: postgres.TransactionSql,
  items: readonly Item[],
  { closed, staying, first }: { closed: ReadonlySet<Item>; staying: ReadonlySet<Item>; first: FirstReading | null },
): ReturnType<typeof applyItems> {
  if (closed.size === 0) return applyItems(sql, items, { staying, first });
  const open = items.filter((item) => !closed.has(item));
  const { outcomes, writing } = await applyItems(sql, open, { staying });
  return { outcomes: new Map([...outcomes, ...(await judgeAdministered(sql, [...closed]))]), writing };
}
