import { expect, test } from 'vitest';
import { compareLocks, findingsText, requiredBump, ruleIds, rules } from './index.ts';
import { type Draft, draftOfLock, withoutSamples } from './fixtures/draft.ts';
import { mutations } from './fixtures/mutations.ts';

const bumpOf = (worst: string | undefined) => (worst === 'error' ? 'major' : worst === undefined ? 'patch' : 'minor');

test('there are enough kinds of change', () => {
  expect(mutations.length).toBeGreaterThanOrEqual(60);
});

test.each(mutations)('%s', (_title, change, expected) => {
  const [before, after] = [draftOfLock(), draftOfLock()];
  change(after);
  const findings = compareLocks(before, after);
  expect(findings.map(({ rule }) => rule)).toEqual(expected);
  const worst = ['error', 'warning', 'info'].find((category) => findings.some((one) => one.category === category));
  expect(requiredBump(findings)).toBe(bumpOf(worst));
});

test('every change is told in full: place, old, new, who breaks, what to do', async () => {
  const told = mutations.map(([title, change]) => {
    const after = draftOfLock();
    change(after);
    return `${title}\n${findingsText(compareLocks(draftOfLock(), after))}`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot('fixtures/findings-of-mutations.txt');
});

/** Rules that only changes of other schemas than ours can meet; compare-schemas.test.ts has their examples. */
const elsewhere = ['request-field-added-to-open', 'request-object-closed'];

test('every rule is met by some change', () => {
  const met = new Set([...mutations.flatMap(([, , expected]) => expected), ...elsewhere]);
  expect(ruleIds.filter((id) => !met.has(id))).toEqual([]);
});

test('a contract does not differ from itself', () => {
  expect(compareLocks(draftOfLock(), draftOfLock())).toEqual([]);
});

test('a version that was frozen without samples, statuses and versions differs in none of them', () => {
  const frozen = withoutSamples(draftOfLock());
  expect(JSON.stringify(frozen.procedures)).not.toContain('exactFormat');
  expect(compareLocks(frozen, draftOfLock())).toEqual([]);
  const after = draftOfLock();
  after.limits['recordsPerBatch'] = 10;
  expect(compareLocks(frozen, after).map(({ rule }) => rule)).toEqual(['limit-lowered']);
});

test('a finding names the place, the old, the new, who breaks and what to do', () => {
  const after: Draft = draftOfLock();
  after.limits['recordsPerBatch'] = 10;
  const [finding] = compareLocks(draftOfLock(), after);
  expect(finding).toEqual({
    rule: 'limit-lowered',
    category: 'error',
    path: 'limit recordsPerBatch',
    before: '1000',
    after: '10',
    message: `limit recordsPerBatch: a limit is lower (was 1000, is 10). Breaks ${rules['limit-lowered'].breaks}. ${rules['limit-lowered'].todo}`,
  });
});

test.each([
  ['a field of a record', 'records.applyBatch input.records.user[]<deleted=false>.data.phone', 'request-field-removed'],
  ['a value of an answer', 'records.applyBatch output.outcomes.user[]<outcome="rejected">.code', 'response-enum-value-added'],
])('the path of %s says where it stands', (_title, path, rule) => {
  const after = draftOfLock();
  for (const [, change, expected] of mutations) if (expected.length === 1 && expected[0] === rule) change(after);
  expect(compareLocks(draftOfLock(), after).map((one) => one.path)).toContain(path);
});
