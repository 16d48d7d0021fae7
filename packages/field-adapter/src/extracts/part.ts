// A part is one temporary table of the snapshot, filled when it is first needed, for the accounts that are asked for.
import { columnSeparator, type Entity, nullMark, rowColumns, rowKeyLength } from '@hq-field/contracts';
import { isListed } from './left-out.ts';

/** `all`: for the whole field. `some`: for the accounts in extract_todo (account_id) only. */
export type Extent = 'all' | 'some';

export interface Part {
  table: string;
  /** Parts that its select reads; they are filled before it. */
  requires: readonly Part[];
  /** Whether it is filled whole at first need, or account by account. */
  grain: 'field' | 'account';
  /** Select of the rows to add. `isFirst`: the table is still to be created, so the select must not read it. */
  select(extent: Extent, isFirst: boolean): string;
  /** Columns by which others join it or choose its rows: the planner learns about these. */
  joinedBy: string;
}

/** A part whose rows are the rows of an entity's extract. */
export interface RowPart extends Part {
  entity: Entity;
}

interface RowSource extends Pick<Part, 'requires' | 'grain' | 'joinedBy'> {
  entity: Entity;
  /**
   * Select of the columns of rowColumns by their names, and of in_account (externalId of the row's account, null for a user),
   * external_id, user_external_id and company_external_id; more columns may be there for other parts.
   */
  rows(extent: Extent, isFirst: boolean): string;
}

/** Adds to the source's columns row_key, digest and left_out (stands in quarantine; it stays a parent of other rows). */
export function rowPart(source: RowSource): RowPart {
  const { entity, requires, grain, joinedBy } = source;
  const columns: readonly string[] = rowColumns[entity];
  const key = columns.slice(0, rowKeyLength[entity]).map((column) => `r.${column}`);
  const line = columns.map((column) => `coalesce(r.${column}, ${character(nullMark)})`);
  const separator = character(columnSeparator);
  return {
    entity,
    table: rowTable(entity),
    requires,
    grain,
    joinedBy,
    // "offset 0" keeps the planner from computing each column once more for the digest.
    select: (extent, isFirst) => `
      select r.*,
        (${key.join(` || ${separator} || `)}) collate "C" as row_key,
        ('x' || substr(md5(concat_ws(${separator}, ${line.join(', ')})), 1, 15))::bit(60)::bigint as digest,
        ${isListed(entity, 'r', 'extract_quarantine')} as left_out
      from (${source.rows(extent, isFirst)} offset 0) r`,
  };
}

export function rowTable(entity: Entity): string {
  return `extract_${entity.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

/** Condition of a longest length; null has none. HQ refuses longer text as too_long. */
export function fits(maxLength: number, ...expressions: string[]): string {
  return expressions.map((expression) => `coalesce(char_length(${expression}) <= ${maxLength}, true)`).join(' and ');
}

function character(of: string): string {
  return `chr(${of.codePointAt(0)})`;
}
