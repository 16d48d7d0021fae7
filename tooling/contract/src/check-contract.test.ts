import { contractLock, lockText } from '@hq-field/contracts/lock';
import { expect, test } from 'vitest';
import { checkContract, type ContractFacts } from './check-contract.ts';
import type { PendingChange } from './changesets.ts';

const now = contractLock();
const older = { ...now, limits: { ...now.limits, recordsPerBatch: 1 } };
const other = { ...now, limits: { ...now.limits, recordsPerBatch: 1_000_000 } };

/** A contract that stands at `version`; `frozen` are the older ones. */
function facts(version: string, frozen: Record<string, object>, pending: PendingChange[] = []): ContractFacts {
  const versions = Object.entries(frozen).map(([name, lock]) => ({
    version: name,
    lock: { ...now, ...lock },
    text: lockText({ ...now, ...lock, version: name }),
  }));
  return { lock: now, lockFile: lockText(now), frozen: { versions, problems: [] }, pending, packageVersion: version };
}

const change = (bump: PendingChange['bump'], summary = 'Something.'): PendingChange => ({ file: '.changeset/a.md', bump, summary });
const problemsOf = (given: ContractFacts) => checkContract(given).problems;

test('a contract that is its frozen version needs nothing', () => {
  expect(checkContract(facts('1.0.0', { '1.0.0': now }))).toMatchObject({
    planned: '1.0.0',
    problems: [],
    comparisons: [{ findings: [] }],
  });
});

test('a difference without a changeset fails and says what is needed', () => {
  expect(problemsOf(facts('1.0.0', { '1.0.0': older }))).toEqual([
    'The contract differs from 1.0.0 (1 difference) and needs a minor version, the next one is 1.0.0. Run: pnpm changeset, and choose minor',
  ]);
});

test('changed words alone need a patch', () => {
  const words = { procedures: now.procedures.map((one) => ({ ...one, input: { ...one.input, description: 'other words' } })) };
  expect(problemsOf(facts('1.0.0', { '1.0.0': words }))[0]).toContain('needs a patch version');
  expect(problemsOf(facts('1.0.0', { '1.0.0': words }, [change('patch')]))).toEqual([]);
});

test.each([
  ['minor', older, []],
  ['patch', older, ['needs a minor']],
  ['minor', other, ['1 of 1 difference breaks an older side']],
  ['major', other, []],
] as const)('a changeset of %s', (bump, frozen, expected) => {
  const problems = problemsOf(facts('1.0.0', { '1.0.0': frozen }, [change(bump, 'WHY: it must be.\n\nHOW: send less.')]));
  expect(problems.length).toBe(expected.length);
  expected.forEach((words, at) => expect(problems[at]).toContain(words));
});

test('a version that is ahead of the frozen one needs no changeset any more', () => {
  expect(problemsOf(facts('1.1.0', { '1.0.0': older }))).toEqual([]);
});

test('every frozen version is compared, not only the newest', () => {
  expect(problemsOf(facts('1.2.0', { '1.0.0': other, '1.1.0': now })).join()).toContain('differs from 1.0.0');
});

test('a major change says WHY and HOW', () => {
  const lacks = (summary: string) => problemsOf(facts('1.0.0', { '1.0.0': other }, [change('major', summary)]));
  expect(lacks('Because.').length).toBe(2);
  expect(lacks('WHY: because.')).toEqual([expect.stringContaining('begins with HOW')]);
  expect(lacks('**WHY** because.\n- HOW: so.')).toEqual([]);
  expect(lacks('WHY:\nHOW:').length).toBe(2);
});

test('a lock that is out of date, and a contract that was never frozen, name their command', () => {
  expect(problemsOf({ ...facts('1.0.0', { '1.0.0': now }), lockFile: null })).toEqual([
    'contract.lock.json is not what the schemas say. Run: pnpm contract lock',
  ]);
  expect(problemsOf(facts('1.0.0', {}))).toEqual(['No version is frozen yet. Run: pnpm contract freeze']);
});
