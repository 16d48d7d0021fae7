import { showFinding } from '../../verification/finding.ts';
import { verificationPorts } from '../../verification/ports.ts';
import { verify } from '../../verification/verify.ts';
import { need, type RehearsalContext } from '../rehearsal-context.ts';

/** Time for records that change all the time, in milliseconds. */
const settleMs = 45_000;
const shown = 50;

/** Verifies accounts (null: all) and puts the result into the figures. */
export async function runVerification(context: RehearsalContext, when: string, accounts: readonly string[] | null): Promise<string> {
  const begun = context.elapsed();
  const ports = verificationPorts({ field: need(context, 'field'), hq: need(context, 'hq'), states: need(context, 'control') });
  const result = await verify(ports, { accounts, settleMs, onProgress: (words) => context.progress.set(0, 1, words) });
  const list = [...result.findings, ...result.pending].slice(0, shown).map((finding) => showFinding(finding, { values: false }));
  const { quarantined, records, notVerified } = result;
  const [findings, pending] = [result.findings.length, result.pending.length + result.unread + notVerified.length];
  context.figures.verifications.push({
    when,
    findings,
    pending,
    quarantined,
    accounts: result.accounts,
    records,
    seconds: context.elapsed() - begun,
    list,
  });
  const left = notVerified.length === 0 ? '' : `, ${notVerified.length} accounts not verified`;
  return `${findings} findings, ${result.pending.length} pending, ${records} records of ${result.accounts} accounts compared${left}`;
}
