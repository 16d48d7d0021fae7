import { userInfo } from 'node:os';
import { z } from 'zod';
import { UsageError } from '../config.ts';
import type { CommandOptions } from './command.ts';

/** A whole number of an option in decimal digits, or undefined when it is not given. No text is no number: it may be a variable that is not set. */
export function wholeNumber(value: unknown, name: string, least: number, most: number = 2 ** 31 - 1): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/u.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
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

const isoInstant = z.iso.datetime({ offset: true });

/** An ISO instant with Z or an offset, like 2027-05-06T14:00:00Z; null: the text is none. Nothing depends on the time zone of this machine. */
export function instant(text: string): Date | null {
  const parsed = isoInstant.safeParse(text);
  return parsed.success ? new Date(parsed.data) : null;
}

/** An instant, or a day like 2027-05-06, which is its beginning in UTC. */
export function dayOrInstant(text: string): Date | null {
  return instant(/^\d{4}-\d\d-\d\d$/u.test(text) ? `${text}T00:00:00Z` : text);
}

/** Who gives a command, kept with what it changes. No text is nobody, as in `reasonOf`. Throws UsageError. */
export function actorOf(value: unknown): string {
  const actor = value === undefined ? thisUser() : String(value).trim();
  if (actor === '') throw new UsageError('Expected `--actor` to say who, got no text. Leave it out, or say it.');
  return actor;
}

/** Why a command is given, kept with what it changes. No text is no reason: it may be a variable that is not set. Throws UsageError. */
export function reasonOf(value: unknown, unlessTold: string): string {
  const reason = value === undefined ? unlessTold : String(value).trim();
  if (reason === '') throw new UsageError('Expected `--reason` to say why, got no text. Leave it out, or say it.');
  return reason;
}

/** The user of this process; a container may run as one that has no name. */
function thisUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
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

/** A value of an option that must be one of a list, or undefined when it is not given. */
export function oneOf<T extends string>(options: CommandOptions, name: string, known: readonly T[]): T | undefined {
  const value = optionalText(options[name]);
  const found = known.find((one) => one === value);
  if (value === undefined || found !== undefined) return found;
  throw new UsageError(`Expected \`--${name}\` to be one of ${known.join(', ')}, got \`${value}\`.`);
}

/** Refuses an option that does something beside another one alone. Throws UsageError. */
export function goesWith(options: CommandOptions, name: string, others: readonly string[]): void {
  const isGiven = (option: string) => options[option] !== undefined;
  if (isGiven(name) && !others.some(isGiven))
    throw new UsageError(`--${name} goes with ${others.map((other) => `--${other}`).join(' or ')}.`);
}

export function optionalText(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Gathers the values of an option that may be given several times; its default is an empty list. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
