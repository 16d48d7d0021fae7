import type { CapturedTable } from './captured-tables.ts';

/** What a row is in the columns that matter, in their order, as text: no type of Field's has to fit into a column of ours. */
export function imageOf(table: CapturedTable, row: string): string {
  return `array[${columnsOf(table)
    .map((column) => asText(row, column))
    .join(', ')}]`;
}

const nullness = ' is null';

function asText(row: string, column: string): string {
  return column.endsWith(nullness) ? `case when ${row}.${column} then '' end` : `${row}.${column}::pg_catalog.text`;
}

/** Whether a row is another now than when the image was taken: in all columns that matter, or in those of one kind. */
export function imageDiffers(table: CapturedTable, image: string, row: string, kind: 'all' | 'row' | 'money'): string {
  const { row: rows, money = [] } = table;
  const [from, to] = {
    all: [1, columnsOf(table).length],
    row: [1, rows.length],
    money: [rows.length + 1, rows.length + money.length],
  }[kind] as [number, number];
  return to < from ? 'false' : `${image}[${from}:${to}] is distinct from (${imageOf(table, row)})[${from}:${to}]`;
}

function columnsOf({ row, money = [], values }: CapturedTable): string[] {
  return [...row, ...money, ...values];
}
