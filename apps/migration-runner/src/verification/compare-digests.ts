import type { DigestsOutput, Entity } from '@hq-field/contracts';

/** Rows of one entity in one account; account null is all users. */
export interface Pair {
  account: string | null;
  entity: Entity;
}

export interface PairDifference extends Pair {
  recordsInField: number;
  recordsInHq: number;
}

type Sums = DigestsOutput['digests'];

/** Pairs whose rows are not the same on both sides, those that only one side has among them. Pure. */
export function compareDigests(field: Sums, hq: Sums): PairDifference[] {
  const atHq = new Map(hq.map((sum) => [pairName(sum), sum]));
  const differing: PairDifference[] = [];
  for (const sum of field) {
    const other = atHq.get(pairName(sum));
    atHq.delete(pairName(sum));
    if (other?.digest === sum.digest && other.records === sum.records) continue;
    differing.push({ account: sum.account, entity: sum.entity, recordsInField: sum.records, recordsInHq: other?.records ?? 0 });
  }
  for (const sum of atHq.values()) {
    differing.push({ account: sum.account, entity: sum.entity, recordsInField: 0, recordsInHq: sum.records });
  }
  return differing;
}

interface Counting {
  countsPeopleOfAccounts: boolean;
}

/** Whether the rows of a pair count as compared records: every record once, people as the scope says. Pure. */
export function isCounted({ account, entity }: Pair, { countsPeopleOfAccounts }: Counting): boolean {
  return entity !== 'user' || account === null || countsPeopleOfAccounts;
}

/** Records of sums that were compared. Pure. */
export function countRecords(sums: Sums, counting: Counting): number {
  return sums.filter((sum) => isCounted(sum, counting)).reduce((total, sum) => total + sum.records, 0);
}

export function pairName(pair: Pair): string {
  return `${pair.account ?? ''}\n${pair.entity}`;
}
