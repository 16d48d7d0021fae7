import { expect, test } from 'vitest';
import { isContractKey } from './contract-key.ts';

const guid = '10000000-0000-4000-8000-000000000001';

test.each(['', 'é', 'a b', 'p:6', 'proj#5', '\u0000', 'x'.repeat(37)])('%j is no name that HQ can be told', (name) => {
  expect([
    isContractKey('project', name),
    isContractKey('projectMember', `${name}:${guid}`),
    isContractKey('projectMember', `${guid}:${name}`),
  ]).toEqual([false, false, false]);
});

test('guids and joins of two guids are; a row without a parent is not', () => {
  expect([
    isContractKey('account', guid),
    isContractKey('account', 'unassigned'),
    isContractKey('accountMember', `${guid}:${guid}`),
  ]).toEqual([true, true, true]);
  expect([
    isContractKey('accountMember', guid),
    isContractKey('accountMember', 'account_users#7'),
    isContractKey('user', `${guid}:${guid}`),
  ]).toEqual([false, false, false]);
});
