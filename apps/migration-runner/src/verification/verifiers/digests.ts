import { compareDigests, countRecords, type PairDifference } from '../compare-digests.ts';
import { differencesAgain, differencesIn, mostDifferences } from '../differences-of.ts';
import { sumsOfBoth } from '../sums-of-both.ts';
import type { Verifier } from './verifier.ts';

export const digests: Verifier = {
  name: 'digests',
  description: 'order-free digests by account and entity, and rows where those differ',
  whole: true,
  disproves: ['counts', 'extracts', 'digests'],
  everything: false,
  async *look(look, scope, progress) {
    let differing: PairDifference[] = [];
    for await (const { inField, atHq } of sumsOfBoth(look, scope, 'digests', progress.say)) {
      progress.records += countRecords(inField, scope);
      differing = differing.concat(compareDigests(inField, atHq));
    }
    if (differing.length === 0) return;
    progress.say(`${differing.length} pairs of account and entity differ; reading their rows where they do`);
    await look.sent();
    let found = 0;
    for (const [at, pair] of differing.entries()) {
      for await (const difference of differencesIn(pair, look)) {
        if (found === mostDifferences) {
          progress.unread = differing.length - at;
          return;
        }
        found += 1;
        yield difference;
      }
    }
  },
  again: (look, open) => differencesAgain(open, look),
};
