/** Records that one walk of several accounts should have, about; an account that has more is walked alone. */
const recordsPerWalk = 4000;

/** Whether an account is so small that it pays to walk others with it. */
export function isSmall(rows: number): boolean {
  return rows < recordsPerWalk / 2;
}

/** Groups that are walked together, in the order given: one query and one batch serve many small accounts as well as one large. */
export function groupAccounts(accounts: readonly { externalId: string; rows: number }[]): string[][] {
  const groups: string[][] = [];
  let open: string[] = [];
  let records = 0;
  for (const { externalId, rows } of accounts) {
    if (open.length > 0 && records + rows > recordsPerWalk) {
      groups.push(open);
      open = [];
      records = 0;
    }
    open.push(externalId);
    records += rows;
  }
  if (open.length > 0) groups.push(open);
  return groups;
}
