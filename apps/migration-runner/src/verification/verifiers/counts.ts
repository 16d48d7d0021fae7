import type { Scope } from '../choose-scope.ts';
import { compareDigests, countRecords, type Pair } from '../compare-digests.ts';
import { differencesOf } from '../differences-of.ts';
import type { Difference } from '../finding.ts';
import { sumsOfBoth } from '../sums-of-both.ts';
import type { Look } from '../take-reading.ts';
import type { Progress, Verifier } from './verifier.ts';

export const counts: Verifier = {
  name: 'counts',
  description: 'records by account and entity, nothing of what is in them',
  whole: false,
  disproves: ['counts'],
  everything: false,
  async *look(look, scope, progress) {
    yield* compareCounts(look, scope, progress);
  },
  async *again(look, _open, scope) {
    await look.sent();
    yield* compareCounts(look, scope, { records: 0, unread: 0, say: () => {} });
  },
};

/** A number that differs is a finding without a record. */
async function* compareCounts(look: Look, scope: Scope, progress: Progress): AsyncGenerator<Difference> {
  for await (const { inField, atHq } of sumsOfBoth(look, scope, 'counts', progress.say)) {
    progress.records += countRecords(inField, scope);
    for (const { account, entity, recordsInField: field, recordsInHq: all } of compareDigests(inField, atHq)) {
      const isRead = look.quarantine.mayExplain({ account, entity });
      const hq = isRead ? await countedByRows({ account, entity }, field, look) : all;
      if (field === hq) continue;
      const kind = field > hq ? 'missing_in_hq' : 'extra_in_hq';
      yield { kind, entity, account, key: '', externalId: null, fields: [{ name: '(records)', inField: `${field}`, inHq: `${hq}` }] };
    }
  }
}

/**
 * What HQ counts of a pair, without rows of what is in quarantine that no query takes and without what hangs on it: numbers do not tell them from
 * others, so the rows are read.
 */
async function countedByRows(pair: Pair, inField: number, look: Look): Promise<number> {
  let atHq = inField;
  for await (const { kind } of differencesOf(pair, look)) {
    if (kind === 'extra_in_hq' || kind === 'duplicate_in_hq') atHq += 1;
    if (kind === 'missing_in_hq') atHq -= 1;
  }
  return atHq;
}
