import type { CountsOutput } from '@hq-field/contracts';
import type { LedgerLine } from '@hq-field/field-adapter';
import { pairName } from '../compare-digests.ts';
import type { Difference } from '../finding.ts';

/** A line of the ledger with what HQ has of it: rows = applied + merged + filtered + quarantined + inFlight + open. */
export interface BalanceLine extends LedgerLine {
  /** Records at HQ. */
  applied: number;
  /** What does not close: more than 0, records are nowhere; less, HQ has records that Field does not. */
  open: number;
}

/**
 * Closes the balance. Records of accounts that are not live are on their way when HQ lacks them, and so are people as long as one account is
 * not. Lines that only HQ has are balanced against nothing. Pure.
 */
export function closeBalance(
  ledger: readonly LedgerLine[],
  atHq: CountsOutput['counts'],
  isLive: (account: string | null) => boolean,
): BalanceLine[] {
  const held = new Map(ledger.map((line) => [pairName(line), { line, applied: 0 }]));
  for (const { account, entity, records } of atHq) {
    const one = held.get(pairName({ account, entity }));
    if (one !== undefined) one.applied = records;
    else
      held.set(pairName({ account, entity }), {
        line: { account, entity, rows: 0, filtered: 0, merged: 0, quarantined: 0, inFlight: 0 },
        applied: records,
      });
  }
  return [...held.values()].map(({ line, applied }) => {
    const left = line.rows - line.filtered - line.merged - line.quarantined - line.inFlight - applied;
    const onItsWay = left > 0 && !isLive(line.account) ? left : 0;
    return { ...line, inFlight: line.inFlight + onItsWay, applied, open: left - onItsWay };
  });
}

/** Lines that do not close, as differences. */
export function unbalanced(lines: readonly BalanceLine[]): Difference[] {
  return lines
    .filter((line) => line.open !== 0)
    .map(({ account, entity, rows, filtered, merged, quarantined, inFlight, applied }) => {
      const elsewhere = filtered + merged + quarantined + inFlight;
      const fields = [{ name: '(records)', inField: String(rows - elsewhere), inHq: String(applied) }];
      return { kind: 'unbalanced', entity, account, key: '(balance)', externalId: null, fields };
    });
}

/** The lines of all accounts added up by entity. */
export function sumByEntity(lines: readonly BalanceLine[]): BalanceLine[] {
  return [...Map.groupBy(lines, (line) => line.entity)].map(([entity, of]) => {
    const total = (value: (line: BalanceLine) => number) => of.reduce((sum, line) => sum + value(line), 0);
    return {
      account: null,
      entity,
      rows: total((line) => line.rows),
      filtered: total((line) => line.filtered),
      merged: total((line) => line.merged),
      quarantined: total((line) => line.quarantined),
      inFlight: total((line) => line.inFlight),
      applied: total((line) => line.applied),
      open: total((line) => line.open),
    };
  });
}
