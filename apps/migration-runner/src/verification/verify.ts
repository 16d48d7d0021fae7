// Compares both systems while changes flow. A verifier's first reading names what differs, and each record that differs is read again,
// with a new snapshot of Field, until it agrees or is proven to differ (see settle.ts).
import { chooseScope, type NotVerified, restOf, type Scope } from './choose-scope.ts';
import { explainDifference } from './explain-difference.ts';
import { type Difference, type Finding, recordName, withoutRepeats } from './finding.ts';
import { uniteMoved } from './moved.ts';
import { settle } from './settle.ts';
import type { VerificationPorts } from './sides.ts';
import { takeReading, type TakenReading } from './take-reading.ts';
import { type VerifierName, verifiers } from './verifiers/index.ts';

export interface VerificationOptions {
  /** How to compare; digests unless told. */
  by?: VerifierName;
  /** Accounts to compare; null compares all. */
  accounts: readonly string[] | null;
  /** Everything may be read in parts: some accounts at a time, and at last what is in no account of Field. */
  part?: 'accounts' | 'rest';
  /** How long records that differ are read again before they are reported as pending, in milliseconds. */
  settleMs: number;
  onProgress?: (words: string) => void;
}

export interface VerificationResult {
  by: VerifierName;
  findings: readonly Finding[];
  /** Records that changed all the time: neither found nor passed. */
  pending: readonly Finding[];
  /** Pairs that were not read to the end because too much differed already. */
  unread: number;
  /** Records that are in quarantine, of what was compared. */
  quarantined: number;
  /** Living accounts that were compared. */
  accounts: number;
  records: number;
  notVerified: readonly NotVerified[];
  /** What was compared: accounts, and null for all people; `everything` when nothing was left out by whoever asked. */
  units: readonly (string | null)[];
  everything: boolean;
  /** All accounts of Field, and of the runner that Field has no more. */
  known: ReadonlySet<string>;
  /** Units with something proven, or still open, among it: a person who differs counts in every account that has them. */
  failedUnits: ReadonlySet<string | null>;
  openUnits: ReadonlySet<string | null>;
  /** Where Field stood when the first reading began. */
  version: number;
  readAt: Date;
}

const firstPauseMs = 200;
const longestPauseMs = 5000;

/**
 * Only a result without findings, pending records, unread pairs and accounts not verified is a pass; and one that compared nothing
 * proves nothing. Accounts of HQ are named, and are no failure: what they hold is HQ's to say.
 */
export function hasPassed(
  result: Pick<VerificationResult, 'unread' | 'notVerified'> & Record<'findings' | 'pending' | 'units', { readonly length: number }>,
): boolean {
  const { findings, pending, unread, notVerified, units } = result;
  return (
    units.length > 0 &&
    findings.length === 0 &&
    pending.length === 0 &&
    unread === 0 &&
    notVerified.every(({ state }) => state === 'administered_by_hq')
  );
}

export async function verify(ports: VerificationPorts, options: VerificationOptions): Promise<VerificationResult> {
  const by = options.by ?? 'digests';
  const verifier = verifiers[by];
  const known = await ports.knownAccounts(options.accounts);
  const ofHq = await ports.administeredByHq(options.accounts ?? known.map(({ externalId }) => externalId));
  const scope = partOf(chooseScope(known, options.accounts, ofHq), options.part);
  const say = options.onProgress ?? (() => {});
  let progress = { records: 0, unread: 0, say };
  let quarantined = 0;

  const first = await takeReading(ports, { waitMs: options.settleMs, say }, (look) => {
    quarantined = look.quarantine.countIn(scope);
    // A reading that is taken again counts from its beginning.
    progress = { records: 0, unread: 0, say };
    return verifier.look(look, scope, progress);
  });
  // A reading of everything may take longer than what is on the way needs to arrive.
  const deadline = ports.now() + options.settleMs;
  let { open, proven } = settle(new Map(), first);
  let differences: readonly Difference[] = proven;
  const readings = new Map<string, TakenReading>();
  const remember = (reading: TakenReading) => reading.findings.forEach((one) => readings.set(recordName(one), reading));
  remember(first);
  for (let pauseMs = firstPauseMs; open.size > 0 && ports.now() < deadline; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    say(`${open.size} records differ, perhaps because their changes are on the way; reading them again`);
    await ports.sleep(pauseMs * (0.75 + Math.random() / 2));
    const before = [...open.values()].map(({ finding }) => finding);
    const names = new Set(open.keys());
    const reading = await takeReading(ports, { waitMs: deadline - ports.now(), say }, (look) =>
      only(names, verifier.again(look, before, scope)),
    );
    remember(reading);
    ({ open, proven } = settle(open, reading));
    differences = differences.concat(proven);
  }

  const { version, readAt } = first;
  const inFull = async (found: readonly Difference[], isProven: boolean): Promise<Finding[]> => {
    const united = uniteMoved(withoutRepeats(found));
    const since = await ports.since(united);
    return united.map((one, at) => explainDifference(one, { since: since[at] ?? 'unknown', proven: isProven, ...placeOf(one) }));
  };
  const placeOf = (one: Difference) => {
    const reading = readings.get(recordName(one)) ?? first;
    return { version: reading.version, readAt: reading.readAt };
  };
  const left = [...open.values()].map(({ finding }) => finding);
  return {
    by,
    findings: await inFull(differences, true),
    pending: await inFull(left, false),
    failedUnits: new Set(differences.map((one) => one.account)),
    openUnits: new Set(left.map((one) => one.account)),
    unread: progress.unread,
    quarantined,
    accounts: scope.accounts,
    records: progress.records,
    notVerified: scope.notVerified,
    units: scope.units,
    everything: scope.everything,
    known: scope.known,
    version,
    readAt,
  };
}

function partOf(scope: Scope, part: VerificationOptions['part']): Scope {
  if (part === 'rest') return restOf(scope);
  return part === 'accounts' ? { ...scope, countsPeopleOfAccounts: false } : scope;
}

async function* only(names: ReadonlySet<string>, differences: AsyncIterable<Difference>): AsyncGenerator<Difference> {
  for await (const difference of differences) if (names.has(recordName(difference))) yield difference;
}
