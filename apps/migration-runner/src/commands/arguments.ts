import { userInfo } from 'node:os';
import { UsageError } from '../config.ts';

/** A whole number of an option, or undefined when it is not given. */
export function wholeNumber(value: unknown, name: string, least: number, most: number = 2 ** 31 - 1): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const range = most === 2 ** 31 - 1 ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new UsageError(`Expected \`--${name}\` to be a whole number ${range}, got \`${String(value)}\`.`);
}

const secondsOf: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of an option like 90s, 30m, 2h or 1d, or undefined when it is not given. */
export function duration(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const [, number, unit] = /^(\d{1,6})([smhd])$/u.exec(String(value)) ?? [];
  const seconds = Number(number) * (secondsOf[unit ?? ''] ?? Number.NaN);
  if (seconds >= 1) return seconds;
  throw new UsageError(`Expected \`--${name}\` to be a time like 90s, 30m, 2h or 1d, got \`${String(value)}\`.`);
}

/** Who gives a command, kept with what it changes. */
export function actorOf(value: unknown): string {
  return value === undefined ? userInfo().username : String(value);
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

/** Gathers the values of an option that may be given several times; its default is an empty list. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
