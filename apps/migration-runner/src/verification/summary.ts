import { type Finding, remedies, showFinding } from './finding.ts';
import type { KeptFinding } from './findings/finding-store.ts';
import type { UnitResult } from './rounds/run-store.ts';
import { type VerifierName, verifierNames, verifiers } from './verifiers/index.ts';
import { hasPassed } from './verify.ts';

/** Verifiers whose agreement clears a failed verdict. */
const wholeNames = verifierNames.filter((name) => verifiers[name].whole);

/** A finding with who has seen it. */
type SeenFinding = Finding & Pick<KeptFinding, 'by'>;

/** A verification in figures, as it is kept. */
export interface VerificationSummary extends Omit<UnitResult, 'findings'> {
  by: VerifierName;
  /** Findings that are open now in what was asked for; also those that this verification could not clear. */
  findings: number;
  list: readonly SeenFinding[];
  /** Accounts whose verdict is failed; '' is what belongs to none. */
  failed: readonly string[];
}

export interface Show {
  limit: number;
  values: boolean;
}

/** It passes when something was read, all of it agreed, and no failure of before is left. */
export function summaryPassed(summary: VerificationSummary): boolean {
  return (
    summary.failed.length === 0 &&
    hasPassed({ ...summary, findings: summary.list, pending: { length: summary.pendingInAll }, units: { length: summary.compared } })
  );
}

export function summaryInFigures(summary: VerificationSummary, { limit, values }: Show) {
  const { by, findings, quarantined, accounts, records, unread, notVerified, failed } = summary;
  const seconds = Math.round(summary.seconds * 1000) / 1000;
  const list = summary.list.slice(0, limit).map((finding) => showFinding(finding, { values }));
  const pendingList = summary.pending.slice(0, limit).map((finding) => showFinding(finding, { values }));
  const pending = summary.pendingInAll;
  const passed = summaryPassed(summary);
  return { by, findings, quarantined, accounts, records, seconds, pending, unread, notVerified, failed, list, pendingList, passed };
}

export function summaryInWords(summary: VerificationSummary, show: Show): string[] {
  const { by, findings, pending, list, pendingList, failed, notVerified, unread } = summaryInFigures(summary, show);
  const lines = [
    `${summary.records} records of ${summary.accounts} accounts compared by ${by} in ${summary.seconds.toFixed(1)} s: ${findings} findings; ${summary.quarantined} records are in quarantine and left out.`,
    ...list.map((one) => `  ${one.kind}  ${wordsOf(one)}`),
  ];
  for (const remedy of new Set(list.map((one) => one.remedy))) lines.push(`  ${remedy}: ${remedies[remedy]}`);
  if (findings > list.length) lines.push(`  ... and ${findings - list.length} more (--limit ${findings} shows them)`);
  lines.push(...unclearedInWords(summary));
  if (summary.compared === 0) lines.push('Nothing was compared, so nothing is proven. Name accounts that are live.');
  if (unread > 0) lines.push(`${unread} pairs of account and entity were not read to the end, because so much differs already.`);
  if (pending > 0)
    lines.push(
      `${pending} records are pending: their changes were not sent, or they changed all the time. Is \`pnpm migrate work\` running?`,
    );
  lines.push(...pendingList.map((one) => `  pending  ${wordsOf(one)}`));
  if (findings === 0 && failed.length > 0)
    lines.push(
      `${failed.length} accounts have failed before: a verification --by ${wholeNames.join(' or ')} clears that when it compares them and leaves nothing pending or unread.`,
    );
  const ofHq = notVerified.filter(({ state }) => state === 'administered_by_hq');
  const notLive = notVerified.filter(({ state }) => state !== 'administered_by_hq');
  if (ofHq.length > 0)
    lines.push(`${ofHq.length} accounts are administered by HQ and were not compared: Field's tables are not what they hold.`);
  lines.push(...ofHq.slice(0, show.limit).map((one) => `  ${one.state}  ${one.account}`));
  if (notLive.length > 0) lines.push(`${notLive.length} accounts cannot be verified yet, because they are not live:`);
  lines.push(...notLive.slice(0, show.limit).map((one) => `  ${one.state}  ${one.account}`));
  if (notLive.some(({ state }) => state === 'unknown'))
    lines.push(
      '  unknown: `pnpm migrate work` has not met the account yet; `pnpm migrate enqueue --all` takes in every one that Field has.',
    );
  if (notLive.some(({ state }) => state === 'nowhere'))
    lines.push('  nowhere: neither Field nor the runner has such an account. Is its GUID the one of Field?');
  return lines;
}

/** Of the findings, those that this verification does not see, and who does. */
function unclearedInWords({ by, list }: VerificationSummary): string[] {
  const unseen = Map.groupBy(list, (one) => one.by);
  return [...unseen].flatMap(([seer, { length }]) => {
    if (seer === 'balance')
      return [`${length} are lines of the balance, which no verification reads: \`pnpm migrate balance\` clears those that close now.`];
    if (verifiers[by].disproves.includes(seer)) return [];
    return [`${length} were found by ${seer}, which sees more than ${by}: verify --by ${seer} clears what is gone.`];
  });
}

function wordsOf({ entity, account, key, externalId, fields, explanation, remedy }: ReturnType<typeof showFinding>): string {
  const names = fields.map((field) =>
    typeof field === 'string' ? field : `${field.name}: ${JSON.stringify(field.inField)} in Field, ${JSON.stringify(field.inHq)} in HQ`,
  );
  return [
    entity,
    externalId ?? key.join(' '),
    ...(account === null ? [] : [`of ${account}`]),
    ...(names.length === 0 ? [] : [`(${names.join('; ')})`]),
    `[${explanation}: ${remedy}]`,
  ].join(' ');
}
