import { UsageError } from '../config.ts';

/** A whole number of an option, or undefined when it is not given. */
export function wholeNumber(value: unknown, name: string, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  throw new UsageError(`Expected \`--${name}\` to be a whole number of ${least} or more, got \`${String(value)}\`.`);
}

/** Accounts of an option, separated by commas. */
export function accountList(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const accounts = String(value)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (accounts.length === 0) throw new UsageError('Expected `--accounts` to be guids of accounts, separated by commas.');
  return [...new Set(accounts)];
}

export function optionalText(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
