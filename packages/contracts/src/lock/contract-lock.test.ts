import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lockDigest } from '../v1/lock-digest.ts';
import { contractLock, digestOfLock, lockText } from './contract-lock.ts';

const remedy =
  'The contract is not what contract.lock.json says. If you did not mean to change it, undo the change of the schemas. ' +
  'If you did: run `pnpm contract lock`, read the difference, and add a changeset (`pnpm changeset`).';

test('the lock says what the schemas say', () => {
  const locked = readFileSync(new URL('../../contract.lock.json', import.meta.url), 'utf8');
  expect(locked === lockText(contractLock()), remedy).toBe(true);
  expect(lockDigest, remedy).toBe(digestOfLock(locked));
});

test('the lock holds no pattern next to a format', () => {
  const withBoth: string[] = [];
  JSON.parse(lockText(contractLock()), (_key, value) => {
    if (value?.format !== undefined && value?.pattern !== undefined) withBoth.push(value.format);
    return value;
  });
  expect(withBoth).toEqual([]);
});

test('every place of the contract takes one of the samples', () => {
  const { samples } = contractLock();
  const untaken = Object.entries(samples?.tables ?? {}).filter(([, { accepts, own, base }]) => {
    const isAsked = base !== undefined || accepts?.length !== 0;
    return !isAsked && !Object.values(own ?? {}).includes(true);
  });
  expect(untaken, 'Add a value that fits at the end of a list of src/lock/sample-values.ts').toEqual([]);
});
