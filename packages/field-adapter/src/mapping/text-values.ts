import { type Note, RefusedError } from './mapped.ts';

/** Trimmed, NFC, and null when nothing is left. */
export function cleaned(value: string | null): string | null {
  if (value === null) return null;
  const text = value.trim().normalize('NFC');
  return text === '' ? null : text;
}

/** Like cleaned, with inner white space collapsed to one space. */
export function collapsed(value: string | null, note: Note): string | null {
  const text = cleaned(value);
  const name = text?.replace(/\s+/gu, ' ') ?? null;
  if (name !== text) note('name-spaces-collapsed');
  return name;
}

/** A word to compare: cleaned and lower-cased. */
export function word(value: string | null): string | null {
  return cleaned(value)?.toLowerCase() ?? null;
}

/** Refuses text over `maxLength` code points; nothing is cut. */
export function fitting(value: string | null, field: string, maxLength: number): string | null {
  if (value !== null && isLonger(value, maxLength)) {
    throw new RefusedError('too_long', field, `${field} is longer than ${maxLength} characters`);
  }
  return value;
}

/** Refuses a missing value. */
export function required<T>(value: T | null, field: string): T {
  if (value === null) throw new RefusedError('value_missing', field, `${field} is missing and no rule supplies it`);
  return value;
}

/** Whether text has more than `maxLength` code points, which the contract and PostgreSQL count. */
export function isLonger(value: string, maxLength: number): boolean {
  if (value.length <= maxLength) return false;
  let count = 0;
  for (const _ of value) count += 1;
  return count > maxLength;
}
