import { expect, it } from 'vitest';
import { HqError } from '../client/hq-error.ts';
import { DeliveryError } from './delivery-error.ts';
import { StatesError } from './states-error.ts';

it.each([
  ['a lock that was not given in time', '55P03', true],
  ['a deadlock', '40P01', true],
  ['a full disk', '53100', true],
  ['a database that is away', 'ECONNREFUSED', true],
  ['a connection that broke while it was written to', 'EPIPE', true],
  ['a server that shuts down', '57P01', true],
  ['a connection that was closed for its idleness', '57P05', true],
  ['a statement that an administrator cancelled', '57014', true],
  ['a standby before its promotion', '25006', true],
  ['a statement that is wrong', '42601', false],
])('whether %s (%s) is tried again: %s', (_, code, expected) => {
  expect(new DeliveryError(Object.assign(new Error('words'), { code })).retryable).toBe(expected);
});

it.each([
  ['a right that was taken away', { code: '42501' }, true],
  ['a column that is gone', { code: '42703' }, true],
  ['a key that HQ does not know', new HqError('token_invalid', 'words'), true],
  ['an HQ of another major version', new HqError('contract_mismatch', 'words'), true],
  ['a batch that does not fit the contract', new HqError('request_invalid', 'words'), false],
  ['a value that cannot be cast', { code: '22P02' }, false],
])('%s: whether it says nothing of what was sent', (_, cause, expected) => {
  const { isOfSystem, retryable } = new DeliveryError(cause);
  expect({ isOfSystem, retryable }).toEqual({ isOfSystem: expected, retryable: false });
});

it('waits for a database that takes nobody, and not for whatever else its code says', () => {
  const refused = (severity: string) => new DeliveryError(Object.assign(new Error('words'), { code: '55000', severity })).retryable;
  expect([refused('FATAL'), refused('ERROR')]).toEqual([true, false]);
});

it("leaves the words of whoever keeps the accounts' states, and does not call them Field's", () => {
  const error = new DeliveryError(new StatesError("The runner's database is away.", { cause: null, retryable: true }));
  expect([error.message, error.code, error.retryable]).toEqual(["The runner's database is away.", 'states_unknown', true]);
});
