import type { CountsOutput } from '@hq-field/contracts';
import { copyOf, type Scope } from '../choose-scope.ts';
import { countRecords, type Pair, pairName } from '../compare-digests.ts';
import { differencesOf } from '../differences-of.ts';
import type { Difference } from '../finding.ts';
import type { Look } from '../take-reading.ts';
import type { Verifier } from './verifier.ts';

type Counts = CountsOutput['counts'];

export const counts: Verifier = {
  name: 'counts',
  description: 'records by account and entity, nothing of what is in them',
  whole: false,
  disproves: ['counts'],
  everything: false,
  async *look(look, scope, progress) {
    const { inField, atHq } = await countBoth(look, scope);
    progress.records += countRecords(inField.map((count) => ({ ...count, digest: '' })));
    yield* compareCounts(inField, atHq, look);
  },
  async *again(look, _open, scope) {
    await look.sent();
    const { inField, atHq } = await countBoth(look, scope);
    yield* compareCounts(inField, atHq, look);
  },
};

async function countBoth({ field, hq, quarantine }: Look, scope: Scope): Promise<{ inField: Counts; atHq: Counts }> {
  const exclude = quarantine.forQuery();
  const [inField, atHq]: [Counts[], Counts[]] = [[], []];
  for (const accounts of scope.queries) {
    const [ours, theirs] = await Promise.all([
      field.counts({ accounts: copyOf(accounts), exclude }),
      hq.counts({ accounts: copyOf(accounts), exclude }),
    ]);
    inField.push(ours.counts.filter(scope.includes));
    atHq.push(theirs.counts.filter(scope.includes));
  }
  return { inField: inField.flat(), atHq: atHq.flat() };
}

/** A number that differs is a finding without a record. */
async function* compareCounts(inField: Counts, atHq: Counts, look: Look): AsyncGenerator<Difference> {
  const theirs = new Map(atHq.map((count) => [pairName(count), count]));
  const ours = new Map(inField.map((count) => [pairName(count), count]));
  for (const [name, { account, entity }] of new Map([...theirs, ...ours])) {
    const [field, all] = [ours.get(name)?.records ?? 0, theirs.get(name)?.records ?? 0];
    const isRead = field !== all && look.quarantine.mayExplain({ account, entity });
    const hq = isRead ? await countedByRows({ account, entity }, field, look) : all;
    if (field === hq) continue;
    const kind = field > hq ? 'missing_in_hq' : 'extra_in_hq';
    yield { kind, entity, account, key: '', externalId: null, fields: [{ name: '(records)', inField: `${field}`, inHq: `${hq}` }] };
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
