import { type CountsOutput, type Entity, limits, type RecordKey } from '@hq-field/contracts';
import { type FieldDatabase, readLedger } from '@hq-field/field-adapter';
import { explainDifference } from '../explain-difference.ts';
import { type Finding, recordName } from '../finding.ts';
import { type Open, settle } from '../settle.ts';
import type { Side, VerificationPorts } from '../sides.ts';
import { type BalanceLine, closeBalance, unbalanced } from './close-balance.ts';

export interface BalanceResult {
  lines: readonly BalanceLine[];
  findings: readonly Finding[];
  /** Lines that did not close and changed all the time. */
  pending: readonly Finding[];
}

const firstPauseMs = 200;
const longestPauseMs = 5000;

/** More records apart than one question may name: nothing can be told until the outbox is shorter. */
export class TooManyApartError extends Error {
  readonly code = 'too_many_apart';
  constructor(records: number) {
    super(
      `${records} records are in quarantine or in the outbox, and HQ leaves out ${limits.excludedPerQuery} at most. Wait until the outbox is shorter, and ask again.`,
    );
    this.name = 'TooManyApartError';
  }
}

/** Reads the balance of every account until each line closes or is proven not to, in the way of settle.ts. */
export async function readBalance(ports: VerificationPorts, field: FieldDatabase, options: { settleMs: number }): Promise<BalanceResult> {
  const deadline = ports.now() + options.settleMs;
  const findings: Finding[] = [];
  let open: ReadonlyMap<string, Open> = new Map();
  for (let pauseMs = firstPauseMs, isFirst = true; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs), isFirst = false) {
    const reading = await readOnce(ports, field, Math.max(0, deadline - ports.now()));
    const stillOpen = new Set(open.keys());
    const seen = isFirst ? reading.findings : reading.findings.filter((one) => stillOpen.has(recordName(one)));
    const settled = settle(open, { ...reading, findings: seen });
    findings.push(...settled.proven.map((one) => explainDifference(one, { since: 'unknown', proven: true, ...reading })));
    open = settled.open;
    if (open.size > 0 && ports.now() < deadline) {
      await ports.sleep(pauseMs);
      continue;
    }
    const pending = [...open.values()].map(({ finding }) => explainDifference(finding, { since: 'unknown', proven: false, ...reading }));
    return { lines: reading.lines, findings, pending };
  }
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
  const counts = await countAtHq(ports.hq, ledger.apart);
  const states = new Map((await ports.knownAccounts(null)).map((one) => [one.externalId, one.state]));
  const isAllLive = [...states].every(([, state]) => state === 'live');
  const lines = closeBalance(ledger.lines, counts, (account) =>
    account === null ? isAllLive : states.get(account) === 'live' || !states.has(account),
  );
  const after = await ports.outbox.standing();
  const quiet = before.waiting === 0 && after.waiting === 0 && before.version === after.version;
  return { lines, findings: unbalanced(lines), drained, quiet, version: before.version, readAt: before.now };
}

/**
 * Records at HQ by account and entity, without those that are apart. A question that leaves out a person leaves out their memberships too, so
 * each entity is asked for with its own records left out.
 */
async function countAtHq(hq: Side, apart: readonly RecordKey[]): Promise<CountsOutput['counts']> {
  if (apart.length > limits.excludedPerQuery) throw new TooManyApartError(apart.length);
  const byEntity = Map.groupBy(apart, (key) => key.entity);
  const { counts } = await hq.counts({ accounts: null, exclude: [] });
  const of = (all: CountsOutput['counts'], entity: Entity) =>
    // People are counted once, in no account.
    all.filter((count) => count.entity === entity && (entity !== 'user' || count.account === null));
  const found: CountsOutput['counts'] = [];
  for (const entity of new Set(counts.map((count) => count.entity))) {
    const exclude = [...(byEntity.get(entity) ?? [])].filter(({ externalId }) => !externalId.includes('#'));
    found.push(...of(exclude.length === 0 ? counts : (await hq.counts({ accounts: null, exclude })).counts, entity));
  }
  return found;
}
