// Compares both systems while changes flow. Digests narrow the work to pairs of account and entity that differ, rows to records, and
// each record that differs is read again, with a new snapshot of Field, until it agrees or is proven to differ (see settle.ts).
import { type CountsOutput, type DigestsOutput, limits, type RecordKey, type VerificationScope } from '@hq-field/contracts';
import { chooseScope, type KnownAccount, type NotVerified } from './choose-scope.ts';
import { compareDigests, countRecords, type PairDifference, pairName } from './compare-digests.ts';
import { compareRows } from './compare-rows.ts';
import { type Finding, recordName, withoutRepeats } from './finding.ts';
import { Quarantined } from './quarantined.ts';
import { canBeNamed, readRows, type RowSource } from './read-rows.ts';
import { type Open, type Reading, settle } from './settle.ts';

export interface Side extends RowSource {
  digests(scope: VerificationScope): Promise<DigestsOutput>;
  counts(scope: VerificationScope): Promise<CountsOutput>;
}

export interface VerificationPorts {
  /** Opens one consistent snapshot of Field. */
  openField(): Promise<Side & { close(): Promise<void> }>;
  hq: Side;
  /** Accounts of Field with their states. */
  knownAccounts(): Promise<KnownAccount[]>;
  quarantinedKeys(): Promise<readonly RecordKey[]>;
  outbox: {
    mark(): Promise<bigint>;
    drained(mark: bigint): Promise<boolean>;
    /** Rows that wait or are claimed, and the last version that was drawn. */
    standing(): Promise<{ waiting: number; version: number }>;
  };
  sleep(milliseconds: number): Promise<void>;
  now(): number;
}

export interface VerificationOptions {
  /** Accounts to compare; null compares all. */
  accounts: readonly string[] | null;
  /** How long records that differ are read again before they are reported as pending, in milliseconds. */
  settleMs: number;
  onProgress?: (words: string) => void;
}

export interface VerificationResult {
  findings: readonly Finding[];
  /** Records that changed all the time: neither found nor passed. */
  pending: readonly Finding[];
  /** Pairs that were not read to the end because too much differed already. */
  unread: number;
  quarantined: number;
  accounts: number;
  records: number;
  notVerified: readonly NotVerified[];
}

/** More differing records than this are not collected: HQ is then plainly wrong, and memory stays bounded. */
const mostDifferences = 100_000;
const firstPauseMs = 200;
const longestPauseMs = 5000;

/** Only a result without findings, pending records, unread pairs and accounts not verified is a pass. */
export function hasPassed(result: VerificationResult): boolean {
  return result.findings.length === 0 && result.pending.length === 0 && result.unread === 0 && result.notVerified.length === 0;
}

export async function verify(ports: VerificationPorts, options: VerificationOptions): Promise<VerificationResult> {
  const scope = chooseScope(await ports.knownAccounts(), options.accounts, limits.accountsPerQuery);
  const deadline = ports.now() + options.settleMs;
  let records = 0;
  let quarantined = 0;
  let unread = 0;

  const first = await takeReading(ports, options.settleMs, async function* (field, quarantine, sent) {
    quarantined = quarantine.keys.length;
    const exclude = quarantine.forQuery();
    const differing: PairDifference[] = [];
    for (const accounts of scope.queries) {
      const [ours, theirs] = await Promise.all([
        field.digests({ accounts: copyOf(accounts), exclude }),
        ports.hq.digests({ accounts: copyOf(accounts), exclude }),
      ]);
      const [inField, atHq] = [ours.digests.filter(scope.includes), theirs.digests.filter(scope.includes)];
      records += countRecords(inField);
      differing.push(...compareDigests(inField, atHq));
    }
    if (differing.length === 0) return;
    options.onProgress?.(`${differing.length} pairs of account and entity differ; reading their rows`);
    await sent();
    let found = 0;
    for (const pair of differing) {
      if (found >= mostDifferences) unread += 1;
      else {
        for await (const finding of differencesOf(pair, field, ports.hq, quarantine)) {
          found += 1;
          yield finding;
          if (found >= mostDifferences) break;
        }
      }
    }
  });

  let { open, proven } = settle(new Map(), first);
  const findings = [...proven];
  for (let pauseMs = firstPauseMs; open.size > 0 && ports.now() < deadline; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    options.onProgress?.(`${open.size} records differ, perhaps because their changes are on the way; reading them again`);
    await ports.sleep(pauseMs * (0.75 + Math.random() / 2));
    const reading = await takeReading(ports, deadline - ports.now(), (field, quarantine, sent) =>
      readAgain(open, field, ports.hq, quarantine, sent),
    );
    ({ open, proven } = settle(open, reading));
    findings.push(...proven);
  }

  return {
    findings: withoutRepeats(findings),
    pending: withoutRepeats([...open.values()].map(({ finding }) => finding)),
    unread,
    quarantined,
    accounts: scope.accounts,
    records,
    notVerified: scope.notVerified,
  };
}

type Find = (field: Side, quarantine: Quarantined, sent: () => Promise<void>) => AsyncIterable<Finding>;

/**
 * One reading. The order matters: what stands in quarantine is read after the snapshot, and HQ's rows after `sent()`, which waits until
 * everything that the snapshot can see has been sent.
 */
async function takeReading(ports: VerificationPorts, waitMs: number, find: Find): Promise<Reading> {
  const before = await ports.outbox.standing();
  const field = await ports.openField();
  try {
    const mark = await ports.outbox.mark();
    const quarantine = new Quarantined(await ports.quarantinedKeys());
    let drained = false;
    const findings: Finding[] = [];
    const sent = async () => {
      drained = await waitUntilDrained(ports, mark, waitMs);
    };
    for await (const finding of find(field, quarantine, sent)) findings.push(finding);
    const after = await ports.outbox.standing();
    const quiet = before.waiting === 0 && after.waiting === 0 && before.version === after.version;
    return { findings, drained, quiet };
  } finally {
    await field.close();
  }
}

async function waitUntilDrained(ports: VerificationPorts, mark: bigint, waitMs: number): Promise<boolean> {
  const deadline = ports.now() + waitMs;
  for (;;) {
    if (await ports.outbox.drained(mark)) return true;
    if (ports.now() >= deadline) return false;
    await ports.sleep(50);
  }
}

async function* readAgain(
  open: ReadonlyMap<string, Open>,
  field: Side,
  hq: Side,
  quarantine: Quarantined,
  sent: () => Promise<void>,
): AsyncGenerator<Finding> {
  await sent();
  const pairs = Map.groupBy(
    [...open.values()].map(({ finding }) => finding),
    pairName,
  );
  for (const findings of pairs.values()) {
    const [first] = findings;
    if (first === undefined) continue;
    const keys = findings.map((finding) => finding.key);
    const pair = { account: first.account, entity: first.entity };
    for await (const finding of differencesOf(pair, field, hq, quarantine, canBeNamed(keys) ? keys : null)) {
      if (open.has(recordName(finding))) yield finding;
    }
  }
}

function differencesOf(
  { account, entity }: Pick<Finding, 'account' | 'entity'>,
  field: RowSource,
  hq: RowSource,
  quarantine: Quarantined,
  keys: string[] | null = null,
) {
  const pair = { account, entity };
  const rowsOf = (side: RowSource) => quarantine.without(entity, readRows(side, pair, keys));
  return compareRows(pair, rowsOf(field), rowsOf(hq), (row) => quarantine.explainsExtra(pair, row));
}

function copyOf(accounts: readonly string[] | null): string[] | null {
  return accounts === null ? null : [...accounts];
}
