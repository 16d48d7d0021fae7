import { z } from 'zod';

/**
 * Text of 1 to `maxLength` code points, without NUL and lone surrogates. Empty text is null on this wire.
 * Code points are counted because databases count them; JSON Schema's maxLength does too.
 */
export function text(maxLength: number) {
  return z
    .string()
    .min(1)
    .refine((value) => value.length <= maxLength || fitsCodePoints(value, maxLength), {
      message: `must have at most ${maxLength} code points`,
    })
    .refine((value) => value.isWellFormed() && !value.includes('\0'), {
      message: 'must not contain NUL or a lone surrogate',
    })
    .meta({ maxLength });
}

function fitsCodePoints(value: string, maxLength: number): boolean {
  if (value.length > maxLength * 2) return false;
  let count = 0;
  for (const _ of value) count += 1;
  return count <= maxLength;
}

/** An e-mail as HQ takes it: exactly one `@` with text on both sides, no white space, at most 255 code points. */
export function email() {
  return text(255)
    .refine((value) => /^[^@\s]+@[^@\s]+$/u.test(value), { message: 'must have one @ between two parts without spaces' })
    .meta({ maxLength: 255, description: 'An e-mail address; compared by its key, spelling kept.' });
}

/** A calendar date `YYYY-MM-DD`, year 0001 to 9999, in the proleptic Gregorian calendar. */
export function calendarDate() {
  return z.iso.date().refine((value) => !value.startsWith('0000'), { message: 'must be in year 0001 or later' });
}

/** An amount of money as a decimal string with exactly two decimals, zero or more, at most 13 digits before the point. */
export function amount() {
  return z.string().regex(/^(0|[1-9][0-9]{0,12})\.[0-9]{2}$/);
}

/** Field's stable key of a record (a guid, or the guids of the parents joined by a colon for joins). */
export function externalId() {
  return z
    .string()
    .min(1)
    .max(80)
    .regex(/^[\x21-\x7e]+$/);
}
