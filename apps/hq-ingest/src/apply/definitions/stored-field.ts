import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** A field of the contract that HQ stores as it is. */
export interface StoredField {
  /** Name in the contract. */
  field: string;
  /** Column of the HQ table. */
  column: string;
  /** SQL type of the column. */
  type: string;
}

/** The columns of a table that carry fields of the same name. */
export function storedFields(table: PgTable, fields: readonly string[]): StoredField[] {
  const columns = getTableColumns(table);
  return fields.map((field) => {
    const column = columns[field];
    if (column === undefined) throw new Error(`The table has no column for the field ${field}.`);
    return { field, column: column.name, type: column.getSQLType() };
  });
}

/** How a column is read, so that it compares with `comparable` of the incoming value. */
export function readable(alias: string, { column, type }: StoredField): string {
  if (type.endsWith('[]')) return `to_json(${alias}.${column})::text`;
  return type === 'text' || type === 'boolean' ? `${alias}.${column}` : `${alias}.${column}::text`;
}

/** How a value crosses to SQL: an element of an array of this type, and the cast of that element. */
export function arrayType({ type }: StoredField): string {
  return type.endsWith('[]') ? 'text' : type;
}

export function cast({ column, type }: StoredField): string {
  return type.endsWith('[]') ? `k.${column}::${type}` : `k.${column}`;
}
