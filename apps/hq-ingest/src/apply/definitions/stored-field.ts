/** A field of the contract that HQ stores as it is. */
export interface StoredField {
  /** Name in the contract. */
  field: string;
  /** Column of the HQ table: the same name in snake case. */
  column: string;
  type: ColumnType;
}

type ColumnType = 'text' | 'date' | 'numeric' | 'boolean';

/**
 * Fields that stand in columns of the same name; text unless told. The server does not take this from the tables in
 * src/hq-db/tables, because loading drizzle doubles its memory; a test compares the two.
 */
export function storedFields(fields: readonly string[], types: Record<string, ColumnType> = {}): StoredField[] {
  return fields.map((field) => ({ field, column: snakeCase(field), type: types[field] ?? 'text' }));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]|[0-9]+/g, (part) => `_${part.toLowerCase()}`);
}

/** How a column is read, so that it compares with the value on the wire. */
export function readable(alias: string, { column, type }: StoredField): string {
  return type === 'text' || type === 'boolean' ? `${alias}.${column}` : `${alias}.${column}::text`;
}
