import { getTableColumns, getTableName } from 'drizzle-orm';
import { expect, test } from 'vitest';
import * as tables from '../../hq-db/tables/index.ts';
import { steps } from './index.ts';

const byName = new Map(Object.values(tables).map((table) => [getTableName(table), getTableColumns(table)]));

test.each(steps.map((step) => (step.kind === 'resource' ? step.resource : step.join)))(
  '$entity writes columns that its table has',
  ({ table, stored }) => {
    const columns = Object.values(byName.get(table as never) ?? {}).map((column) => [
      column.name,
      column.getSQLType().replace(/\(.*\)/, ''),
    ]);
    expect(columns).toEqual(expect.arrayContaining(stored.map(({ column, type }) => [column, type])));
  },
);
