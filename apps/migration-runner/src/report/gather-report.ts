import { createHash } from 'node:crypto';
import { type ExtractName, extractNames } from '@hq-field/contracts';
import { captureStatus } from '@hq-field/field-adapter';
import type { Context } from '../context.ts';
import { type Acceptance, AcceptanceStore } from '../quarantine/acceptance-store.ts';
import { allEntries } from '../quarantine/all-entries.ts';
import { byReason, type ReasonLine } from '../quarantine/by-reason.ts';
import { readBalance } from '../verification/balance/balance.ts';
import { type BalanceLine, sumByEntity } from '../verification/balance/close-balance.ts';
import { chooseScope } from '../verification/choose-scope.ts';
import { type ShownFinding, showFinding } from '../verification/finding.ts';
import type { KeptVerdict } from '../verification/findings/finding-store.ts';
import type { UnitWork } from '../verification/rounds/work-units.ts';
import { readAnew } from '../verification/take-reading.ts';

/** One extract of both systems: how many lines, and the SHA-256 of the whole file. */
interface ExtractDigest {
  name: ExtractName;
  linesInField: number;
  linesInHq: number;
  inField: string;
  inHq: string;
}

/** A verification as it was kept. */
interface PastRun {
  by: string;
  state: string;
  begunAt: Date;
  seconds: number | null;
  records: number;
}

/** Everything that the page to hand over shows. */
export interface MigrationReport {
  at: Date;
  version: number;
  outbox: number;
  /** By state; unknown are those of Field that were never enqueued. */
  accounts: Readonly<Record<string, number>>;
  balance: readonly BalanceLine[];
  extracts: readonly ExtractDigest[];
  /** Of all that `verify` compares without further words: accounts that HQ administers are not among it. */
  verdicts: readonly KeptVerdict[];
  /** Of that, how many accounts have no verdict. */
  neverVerified: number;
  findings: number;
  list: readonly ShownFinding[];
  quarantine: readonly ReasonLine[];
  acceptances: readonly Acceptance[];
  runs: readonly PastRun[];
}

const findingsShown = 200;

/** Reads both systems and what is kept of them. The extracts are read piece by piece, and nothing of them is held. */
export async function gatherReport(context: Context, work: UnitWork): Promise<MigrationReport> {
  const field = await context.field();
  const runner = await context.runner();
  const [capture, accounts] = [await captureStatus(field), await (await context.accounts()).byState()];
  work.onProgress('adding up both systems');
  const balance = await readBalance(work.ports, field, { settleMs: work.settleMs });
  await work.findings.keepBalance(balance.findings, balance.pending);
  const open = await work.findings.open();
  const acceptances = await new AcceptanceStore(runner).list();
  const { verdicts, neverVerified, unknown } = await heldOfEverything(work);
  return {
    at: new Date(),
    version: capture.lastVersion,
    outbox: capture.outboxRows,
    accounts: { ...accounts, unknown },
    balance: sumByEntity(balance.lines),
    extracts: await digestExtracts(work),
    verdicts,
    neverVerified,
    findings: open.length,
    list: open.slice(0, findingsShown).map((finding) => showFinding(finding, { values: false })),
    quarantine: await byReason(allEntries(field, {}), acceptances),
    acceptances,
    runs: await runner<PastRun[]>`
      select v.by, v.state, v.begun_at as "begunAt", extract(epoch from v.ended_at - v.begun_at)::float8 as seconds,
        coalesce((select sum((u.result->>'records')::int) from migration.verification_units u where u.verification = v.id), 0)::int as records
      from migration.verifications v order by v.begun_at desc limit 20`,
  };
}

/** What is held of all that a verification of everything would compare now. What Field has changed up to now makes a verdict stale. */
async function heldOfEverything({ ports, changes, findings }: UnitWork) {
  const known = await ports.knownAccounts(null);
  const ofHq = await ports.administeredByHq(known.map(({ externalId }) => externalId));
  const { units, notVerified } = chooseScope(known, null, ofHq);
  await changes.take();
  const held = new Map((await findings.verdicts()).map((one) => [one.account, one]));
  const verdicts = units.flatMap((unit) => held.get(unit ?? '') ?? []);
  const unknown = notVerified.filter(({ state }) => state === 'unknown').length;
  return { verdicts, neverVerified: units.length - verdicts.length, unknown };
}

/** One snapshot of Field, and HQ beside it. */
function digestExtracts({ ports, onProgress }: UnitWork): Promise<ExtractDigest[]> {
  return readAnew(ports, async () => {
    const snapshot = await ports.openField();
    try {
      const digests: ExtractDigest[] = [];
      for (const name of extractNames) {
        onProgress(`reading the extract ${name} of both sides`);
        const ours = await digestOf(snapshot.extract(name));
        const theirs = await digestOf(ports.hq.extract(name));
        digests.push({ name, linesInField: ours.lines, linesInHq: theirs.lines, inField: ours.digest, inHq: theirs.digest });
      }
      return digests;
    } finally {
      await snapshot.close();
    }
  });
}

/** Line feeds inside quotes count too: it is the size of the file in lines, header left out. */
async function digestOf(chunks: AsyncIterable<string>): Promise<{ lines: number; digest: string }> {
  const hash = createHash('sha256');
  let lines = -1;
  for await (const chunk of chunks) {
    hash.update(chunk);
    for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', at + 1)) lines += 1;
  }
  return { lines, digest: hash.digest('hex') };
}
