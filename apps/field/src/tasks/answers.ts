import { z } from 'zod';
import type { Choice } from '../administration/administration.ts';

// What people type: trimmed, without control characters (PostgreSQL refuses NUL), not longer than the column.

const plain = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `Use at most ${longest} characters.`)
    .regex(/^[^\p{Cc}]*$/u, 'Leave out line breaks and control characters.');

export const optionalText = (longest = 255) => plain(longest);
export const requiredText = (what: string, longest = 255) => plain(longest).min(1, `Enter ${what}.`);

/** As the e-mails of people's logins are written. */
export const email = plain(255)
  .min(1, 'Enter an e-mail address.')
  .refine((value) => value === '' || z.email().safeParse(value).success, 'Enter an e-mail address like ann@example.com.');

/** Whether it is a day as YYYY-MM-DD. */
export const isDay = (value: string) => z.iso.date().safeParse(value).success;

/** YYYY-MM-DD, or nothing. */
export const optionalDate = () =>
  plain(64).refine(
    (value) => value === '' || (isDay(value) && value >= '1900-01-01'),
    'Enter a day of the calendar as YYYY-MM-DD, from 1900 on.',
  );

/** What is stored, while nobody touches it: old rows hold line breaks, odd days and more, and nobody is made to change them. Else the answer. */
export const storedOr = (stored: string, answer: z.ZodType<string>) =>
  z.string().transform((typed, context) => {
    if (typed === stored && stored.trim() !== '') return stored;
    const { data, error } = answer.safeParse(typed);
    for (const { message } of error?.issues ?? []) context.addIssue(message);
    return data ?? typed;
  });

/** One of the choices that the form showed. */
export const choice = (choices: readonly Choice[], what: string) =>
  z.string().refine((value) => choices.some((one) => one.value === value), `Choose ${what} from the list.`);

export const choicesOf = (choices: readonly Choice[], what: string) =>
  z
    .array(z.string())
    .refine((values) => values.every((value) => choices.some((one) => one.value === value)), `Choose ${what} from the list.`);

/** The list, with what is stored where old rows hold something else: nobody is made to change it. */
export function withStored(choices: readonly Choice[], stored: string, empty: string | null): Choice[] {
  const all = empty === null ? [...choices] : [{ value: '', label: empty }, ...choices];
  if (all.some(({ value }) => value === stored)) return all;
  return [{ value: stored, label: stored === '' ? 'Not set' : `${stored} (as it is)` }, ...all];
}

/** A list of words that stand for themselves. */
export const words = (list: readonly string[]): Choice[] => list.map((value) => ({ value, label: value }));
