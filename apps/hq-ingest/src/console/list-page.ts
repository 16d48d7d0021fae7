import { z } from 'zod';

/** Rows on one page of a list. */
export const rowsPerPage = 50;

/** A page of a list that is read by key: the id of its last row is where the next page begins. */
export interface ListPage<Row> {
  rows: Row[];
  /** Id of the last row when more follow. */
  next: string | null;
}

/** Makes a page of rows that were read with one more than fits. */
export function listPage<Row extends { id: string }>(rows: readonly Row[], limit: number = rowsPerPage): ListPage<Row> {
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** The id in an address; null when there is none or it is not one: then a list begins at its start. */
export function idFrom(given: string | undefined): string | null {
  return given !== undefined && z.guid().safeParse(given).success ? given.toLowerCase() : null;
}
