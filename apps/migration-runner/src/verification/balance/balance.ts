import { type FieldDatabase, readLedger } from '@hq-field/field-adapter';
import { accountsOnlyAtHq } from '../accounts-only-at-hq.ts';
import { pairName } from '../compare-digests.ts';
import { explainDifference } from '../explain-difference.ts';
import { type Finding, recordName } from '../finding.ts';
import { isQuiet, type Open, settle } from '../settle.ts';
import type { VerificationPorts } from '../sides.ts';
import { type BalanceLine, closeBalance, unbalanced } from './close-balance.ts';
import { countAtHq } from './count-at-hq.ts';

export interface BalanceResult {
  /** Each as it was read when it closed; while Field is being changed no two moments of both systems agree in all of them. */
  lines: readonly BalanceLine[];
  findings: readonly Finding[];
  /** Lines that did not close and changed all the time. */
  pending: readonly Finding[];
  /** Accounts that HQ administers: no line of them is read, and none of what is in no account, because their people count in it too. */
  ofHq: readonly string[];
  /** Every account that was looked for: those of Field, those that only HQ has, and live ones that Field has deleted for good. */
  accounts: ReadonlySet<string>;
}

const firstPauseMs = 200;
const longestPauseMs = 5000;

/** Reads the balance of every account until each line closes or is proven not to, in the way of settle.ts. */
export async function readBalance(ports: VerificationPorts, field: FieldDatabase, options: { settleMs: number }): Promise<BalanceResult> {
  let deadline = 0;
  let findings: readonly Finding[] = [];
  let open: ReadonlyMap<string, Open> = new Map();
  let lines: readonly BalanceLine[] = [];
  let ofHq: ReadonlySet<string> = new Set();
  let accounts: ReadonlySet<string> = new Set();
  for (let pauseMs = firstPauseMs, isFirst = true; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs), isFirst = false) {
    const reading = await readOnce(ports, field, isFirst ? options.settleMs : Math.max(0, deadline - ports.now()));
    if (isFirst) deadline = ports.now() + options.settleMs;
    lines = isFirst ? reading.lines : lastClosed(lines, reading.lines);
    ({ ofHq, accounts } = reading);
    const stillOpen = new Set(open.keys());
    const seen = isFirst ? reading.findings : reading.findings.filter((one) => stillOpen.has(recordName(one)));
    const settled = settle(open, { ...reading, findings: seen });
    findings = findings.concat(settled.proven.map((one) => explainDifference(one, { since: 'unknown', proven: true, ...reading })));
    open = settled.open;
    if (open.size > 0 && ports.now() < deadline) {
      await ports.sleep(pauseMs);
      continue;
    }
    const pending = [...open.values()].map(({ finding }) => explainDifference(finding, { since: 'unknown', proven: false, ...reading }));
    return { lines, findings, pending, ofHq: [...ofHq], accounts };
  }
}

/** Lines that closed stay as they were until they are read closed again. */
function lastClosed(before: readonly BalanceLine[], now: readonly BalanceLine[]): BalanceLine[] {
  const read = new Map(now.map((line) => [pairName(line), line]));
  return before.map((line) => {
    const again = read.get(pairName(line));
    return again !== undefined && (again.open === 0 || line.open !== 0) ? again : line;
  });
}

/** One reading. HQ is asked after everything that the ledger can see has been sent, or the time for that is over. */
async function readOnce(ports: VerificationPorts, field: FieldDatabase, waitMs: number) {
  const before = await ports.outbox.standing();
  const mark = await ports.outbox.mark();
  const deadline = ports.now() + waitMs;
  let drained = await ports.outbox.drained(mark);
  while (!drained && ports.now() < deadline) {
    await ports.sleep(50);
    drained = await ports.outbox.drained(mark);
  }
  const ledger = await readLedger(field);
  const states = new Map((await ports.knownAccounts(null)).map((one) => [one.externalId, one.state]));
  const strangers = await accountsOnlyAtHq(ports.hq, new Set(states.keys()));
  const named = [...states.keys(), ...strangers];
  const ofHq = await ports.administeredByHq(named);
  const counts = await countAtHq(ports.hq, named, ledger.apart);
  const isBalanced = ({ account }: { account: string | null }) => (account === null ? ofHq.size === 0 : !ofHq.has(account));
  const isAllLive = [...states].every(([, state]) => state === 'live');
  const lines = closeBalance(ledger.lines.filter(isBalanced), counts.filter(isBalanced), (account) =>
    account === null ? isAllLive : states.get(account) === 'live' || !states.has(account),
  );
  const after = await ports.outbox.standing();
  const { version, now: readAt } = before;
  return { lines, ofHq, accounts: new Set(named), findings: unbalanced(lines), drained, quiet: isQuiet(before, after), version, readAt };
}
