import { extractColumns, type ExtractName, extracts } from '../../v1/extracts/index.ts';
import { byteOrder, rowKey, valuesOf } from './row-values.ts';
import type { Store } from './store.ts';

/** A neutral extract: RFC 4180, LF, header first, null as an empty unquoted field, sorted bytewise by key. */
export function extractText(store: Store, name: ExtractName): string {
  const { entity, columns } = extracts[name];
  const rows = [...store.rows[entity]]
    .filter((row) => entity === 'user' || (row.entity === 'account' ? row : (row.account ?? row.project?.account))?.externalId != null)
    .map((row) => valuesOf(row))
    .map((values) => ({ key: rowKey(entity, values), fields: values.slice(0, columns) }))
    .sort((left, right) => byteOrder(left.key, right.key));
  return [extractColumns(name), ...rows.map(({ fields }) => fields)].map((fields) => `${fields.map(quoted).join(',')}\n`).join('');
}

function quoted(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
