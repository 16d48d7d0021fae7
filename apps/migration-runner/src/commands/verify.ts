import { checkField } from '@hq-field/field-adapter';
import { showFinding } from '../verification/finding.ts';
import { verificationPorts } from '../verification/ports.ts';
import { hasPassed, type VerificationResult, verify as compare } from '../verification/verify.ts';
import { accountList, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const defaultLimit = 20;
const defaultSettleSeconds = 60;

export const verify: Command = {
  name: 'verify',
  description: 'Compares both systems by digest, and rows where those differ. Also while changes flow.',
  options: (parser) =>
    parser
      .option('--accounts <guids>', 'these, separated by commas; all unless told')
      .option('--limit <n>', `differences shown, ${defaultLimit} unless told`)
      .option('--settle <seconds>', `how long records in flight are read again, ${defaultSettleSeconds} unless told`)
      .option('--show-values', 'show what each side holds; it may be personal data'),
  isPhase: true,
  async run(context, options) {
    const accounts = accountList(options['accounts']) ?? null;
    const limit = wholeNumber(options['limit'], 'limit', 0) ?? defaultLimit;
    const settleMs = (wholeNumber(options['settle'], 'settle', 0) ?? defaultSettleSeconds) * 1000;
    const field = await context.field();
    await checkField(field, { capture: true });
    const ports = verificationPorts({ field, hq: await context.hq(), states: await context.accounts() });
    const result = await compare(ports, { accounts, settleMs, onProgress: (words) => process.stderr.write(`${words}\n`) });
    const values = options['showValues'] === true;
    answer(options, inFigures(result, limit, values), inWords(result, limit, values));
    return hasPassed(result) ? 0 : 1;
  },
};

function inFigures(result: VerificationResult, limit: number, values: boolean) {
  const { accounts, records, quarantined, unread, notVerified } = result;
  const list = result.findings.slice(0, limit).map((finding) => showFinding(finding, { values }));
  const pendingList = result.pending.slice(0, limit).map((finding) => showFinding(finding, { values }));
  const [findings, pending] = [result.findings.length, result.pending.length];
  return { findings, quarantined, accounts, records, pending, unread, notVerified, list, pendingList, passed: hasPassed(result) };
}

function inWords(result: VerificationResult, limit: number, values: boolean): string[] {
  const { findings, pending, list, pendingList } = inFigures(result, limit, values);
  const lines = [
    `${result.records} records of ${result.accounts} accounts compared: ${findings} findings; ${result.quarantined} records are in quarantine and left out.`,
    ...list.map((one) => `  ${one.kind}  ${wordsOf(one)}`),
  ];
  if (findings > limit) lines.push(`  ... and ${findings - limit} more (--limit ${findings} shows them)`);
  if (result.unread > 0)
    lines.push(`${result.unread} pairs of account and entity were not read to the end, because so much differs already.`);
  if (pending > 0)
    lines.push(
      `${pending} records are pending: their changes were not sent, or they changed all the time. Is \`pnpm migrate work\` running?`,
    );
  lines.push(...pendingList.map((one) => `  pending  ${wordsOf(one)}`));
  if (result.notVerified.length > 0) lines.push(`${result.notVerified.length} accounts cannot be verified yet, because they are not live:`);
  lines.push(...result.notVerified.slice(0, limit).map((one) => `  ${one.state}  ${one.account}`));
  return lines;
}

function wordsOf({ entity, account, key, externalId, fields }: ReturnType<typeof showFinding>): string {
  const names = fields.map((field) =>
    typeof field === 'string' ? field : `${field.name}: ${JSON.stringify(field.inField)} in Field, ${JSON.stringify(field.inHq)} in HQ`,
  );
  return [
    entity,
    externalId ?? key.join(' '),
    ...(account === null ? [] : [`of ${account}`]),
    ...(names.length === 0 ? [] : [`(${names.join('; ')})`]),
  ].join(' ');
}
