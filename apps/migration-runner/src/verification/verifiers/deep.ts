import { entityNames } from '@hq-field/contracts';
import type { Pair } from '../compare-digests.ts';
import { differencesOf, mostDifferences } from '../differences-of.ts';
import { type Difference, recordName } from '../finding.ts';
import { Invariants } from '../invariants.ts';
import { readRows } from '../read-rows.ts';
import type { Look } from '../take-reading.ts';
import type { Verifier } from './verifier.ts';

export const deep: Verifier = {
  name: 'deep',
  description: "every record and field, and what must hold among HQ's own rows",
  whole: true,
  disproves: ['counts', 'extracts', 'digests', 'deep'],
  everything: false,
  async *look(look, scope, progress) {
    await look.sent();
    let found = 0;
    for (const account of scope.units) {
      progress.say(account === null ? 'reading all people' : `reading the account ${account}`);
      if (found >= mostDifferences) {
        progress.unread += 1;
        continue;
      }
      // Where all people are read, they are not counted once more in each account.
      const counts = (pair: Pair) => account === null || pair.entity !== 'user' || !scope.units.includes(null);
      for await (const difference of readUnit(account, look, (pair) => (progress.records += counts(pair) ? 1 : 0))) {
        found += 1;
        yield difference;
        if (found >= mostDifferences) break;
      }
    }
    // Accounts that only HQ has are in nobody's unit; the digests of everything name them.
    if (scope.everything) yield* strangers(look, new Set(scope.units));
  },
  async *again(look, open, scope) {
    await look.sent();
    for (const account of new Set(open.map((one) => one.account))) yield* readUnit(account, look, () => {});
    if (scope.everything) yield* strangers(look, new Set(scope.units));
  },
};

/** Everything of one account, or all people when it is null. */
async function* readUnit(account: string | null, look: Look, onRecord: (pair: Pair) => void): AsyncGenerator<Difference> {
  const named = new Set<string>();
  const invariants = new Invariants(account);
  for (const entity of account === null ? (['user'] as const) : entityNames) {
    const pair = { account, entity };
    const differences = differencesOf(pair, look, { onFieldRow: () => onRecord(pair), onHqRow: (row) => invariants.see(entity, row) });
    for await (const difference of differences) {
      named.add(recordName(difference));
      yield difference;
    }
  }
  for (const broken of invariants.broken()) if (!named.has(recordName(broken))) yield broken;
}

async function* strangers(look: Look, units: ReadonlySet<string | null>): AsyncGenerator<Difference> {
  const { counts } = await look.hq.counts({ accounts: null, exclude: [] });
  for (const account of new Set(counts.map((count) => count.account))) {
    if (account === null || units.has(account)) continue;
    for await (const row of readRows(look.hq, { account, entity: 'account' }))
      yield { kind: 'extra_in_hq', entity: 'account', account, key: row.key, externalId: row.externalId, fields: [] };
  }
}
