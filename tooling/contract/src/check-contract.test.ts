import { contractLock, lockText } from '@hq-field/contracts/lock';
import { expect, test } from 'vitest';
import { checkBeforeFreeze, checkBeforePack, checkContract, type ContractFacts } from './check-contract.ts';
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
  const lock = { ...now, version };
  return { lock, lockFile: lockText(lock), frozen: { versions, problems: [] }, pending, packageVersion: version };
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
    'The contract differs from 1.0.0 (1 difference), which needs a minor version, and no changeset waits. Run: pnpm changeset, and choose minor',
  ]);
});

test('changed words alone need a patch', () => {
  const words = { procedures: now.procedures.map((one) => ({ ...one, input: { ...one.input, description: 'other words' } })) };
  expect(problemsOf(facts('1.0.0', { '1.0.0': words }))[0]).toContain('needs a patch version');
  expect(problemsOf(facts('1.0.0', { '1.0.0': words }, [change('patch')]))).toEqual([]);
});

test.each([
  ['minor', older, []],
  ['patch', older, ['needs a minor version, and the changesets that wait give 1.0.1 only']],
  ['minor', other, ['1 of 1 difference breaks an older side']],
  ['major', other, []],
] as const)('a changeset of %s', (bump, frozen, expected) => {
  const problems = problemsOf(facts('1.0.0', { '1.0.0': frozen }, [change(bump, 'WHY: it must be.\n\nHOW: send less.')]));
  expect(problems.length).toBe(expected.length);
  expected.forEach((words, at) => expect(problems[at]).toContain(words));
});

test('a version that is ahead of the frozen one needs no changeset any more', () => {
  expect(problemsOf(facts('1.1.0', { '1.0.0': older, '1.1.0': now }))).toEqual([]);
});

test('a version that nobody has frozen is found, but does not keep from freezing it', () => {
  expect(problemsOf(facts('1.1.0', { '1.0.0': older }))).toEqual(['Version 1.1.0 is not frozen. Run: pnpm contract freeze']);
  expect(checkBeforeFreeze(facts('1.1.0', { '1.0.0': older })).problems).toEqual([]);
});

test('a lock of another version than the package is not frozen, and comes first', () => {
  const bumped = { ...facts('1.0.0', { '1.0.0': now }), packageVersion: '1.1.0' };
  const words = 'The lock is of 1.0.0, the package of 1.1.0. Run: pnpm contract lock';
  expect(problemsOf(bumped)).toEqual([words, 'Version 1.1.0 is not frozen. Run: pnpm contract freeze']);
  expect(checkBeforeFreeze(bumped).problems).toEqual([words]);
});

test('while a frozen file is spoilt nothing is said of freezing', () => {
  const spoilt = { versions: [], problems: ['1.0.0.json was changed'] };
  expect(problemsOf({ ...facts('1.0.0', {}), frozen: spoilt })).toEqual(spoilt.problems);
});

test('every frozen version is compared, not only the newest', () => {
  expect(problemsOf(facts('1.2.0', { '1.0.0': other, '1.1.0': now, '1.2.0': now })).join()).toContain('differs from 1.0.0');
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
  expect(problemsOf(facts('1.0.0', {}))).toEqual(['Version 1.0.0 is not frozen. Run: pnpm contract freeze']);
});

test('only what is frozen, and waits for no other version, is packed', () => {
  const released = facts('1.0.0', { '1.0.0': now });
  expect(checkBeforePack(released)).toEqual([]);
  expect(checkBeforePack({ ...released, pending: [change('patch')] })).toEqual([
    'Changesets wait (1): what is packed now is not 1.0.0. Run: pnpm version-packages',
  ]);
  expect(checkBeforePack(facts('1.0.0', {}))).toEqual(['Version 1.0.0 is not frozen. Run: pnpm contract check']);
  const changed = ['The contract is not frozen/1.0.0.json. Run: pnpm contract check'];
  expect(checkBeforePack(facts('1.0.0', { '1.0.0': older }))).toEqual(changed);
  expect(checkBeforePack({ ...released, lockFile: null })).toEqual(changed);
});
