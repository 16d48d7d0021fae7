import { describe, expect, it } from 'vitest';
import { UsageError } from '../config.ts';
import { readRehearsalOptions } from './rehearsal-options.ts';

const defaults = { accounts: '300', seed: '1', rate: '50' };

describe('readRehearsalOptions', () => {
  it('reads numbers and flags', () => {
    expect(readRehearsalOptions({ ...defaults, accounts: '2000', seed: '7', calm: true })).toEqual({
      accounts: 2000,
      seed: 7,
      rate: 50,
      calm: true,
      json: false,
      keep: false,
    });
  });

  it.each([
    ['accounts', '0'],
    ['accounts', 'many'],
    ['accounts', '12.5'],
    ['accounts', '-3'],
    ['seed', ''],
    ['seed', '1e9'],
    ['rate', '5000'],
  ])('refuses --%s %s and says what it takes', (name, value) => {
    expect(() => readRehearsalOptions({ ...defaults, [name]: value })).toThrow(UsageError);
    expect(() => readRehearsalOptions({ ...defaults, [name]: value })).toThrow(`Expected --${name} to be a whole number`);
  });
});
