import { RefusedError } from './mapped.ts';

/** A calendar date of year 1 to 9999 as PostgreSQL writes it; infinity, BC and later years are refused. */
export function calendarDate(value: string, field: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(value) || value.startsWith('0000')) {
    throw new RefusedError('value_invalid', field, `${field} is infinite or outside the years 1 to 9999`);
  }
  return value;
}

/** The same day a year later; 29 February becomes 28. */
export function yearAfter(date: string, field: string): string {
  const year = Number(date.slice(0, 4)) + 1;
  const day = date.slice(4) === '-02-29' ? '-02-28' : date.slice(4);
  return calendarDate(`${String(year).padStart(4, '0')}${day}`, field);
}
