import { type FieldDatabase, listAccounts, unassignedAccount } from '@hq-field/field-adapter';

/** Accounts of about one size. */
export interface SizeClass {
  from: number;
  to: number;
  accounts: number;
  records: number;
}

/** Living accounts by size, in classes of ten times each; empty classes are left out. */
export async function accountSizes(field: FieldDatabase): Promise<SizeClass[]> {
  const sizes: number[] = [];
  for await (const page of listAccounts(field))
    for (const { externalId, deleted, rows } of page) if (!deleted && externalId !== unassignedAccount) sizes.push(rows);
  return classesOf(sizes);
}

/** Pure. */
export function classesOf(sizes: readonly number[]): SizeClass[] {
  const groups = Map.groupBy(sizes, (size) => Math.floor(Math.log10(Math.max(1, size))));
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([power, all]) => ({
      from: 10 ** power,
      to: 10 ** (power + 1) - 1,
      accounts: all.length,
      records: all.reduce((sum, size) => sum + size, 0),
    }));
}
