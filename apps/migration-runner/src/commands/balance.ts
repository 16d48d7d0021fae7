import { readBalance } from '../verification/balance/balance.ts';
import { type BalanceLine, sumByEntity } from '../verification/balance/close-balance.ts';
import { showFinding } from '../verification/finding.ts';
import { CancelledError } from '../verification/pace.ts';
import { openUnitWork } from '../verification/rounds/open-unit-work.ts';
import { accountList, wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const defaultSettleSeconds = 30;

export const balance: Command = {
  name: 'balance',
  description: 'Where every row of Field is: at HQ, merged, filtered, in quarantine or on its way. What is nowhere is a finding.',
  options: (parser) =>
    parser
      .option('--accounts <guids>', 'show these, separated by commas; sums of all unless told')
      .option('--settle <seconds>', `how long a line that does not close is read again, ${defaultSettleSeconds} unless told`),
  async run(context, options) {
    const accounts = accountList(options['accounts']);
    const settleMs = (wholeNumber(options['settle'], 'settle', 0) ?? defaultSettleSeconds) * 1000;
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
    try {
      const onProgress = (words: string) => process.stderr.write(`${words}\n`);
      const work = await openUnitWork(context, { settleMs, signal: stop.signal, onProgress });
      onProgress('adding up both systems');
      const read = await readBalance(work.ports, await context.field(), { settleMs });
      const { lines, findings, pending, ofHq } = read;
      await work.findings.keepBalance(findings, pending);
      const shown =
        accounts === undefined ? sumByEntity(lines) : lines.filter((line) => line.account !== null && accounts.includes(line.account));
      const list = [...findings, ...pending].map((finding) => showFinding(finding, { values: true }));
      const inLines = new Set(lines.map(({ account }) => account));
      const notBalanced = accounts === undefined ? ofHq : ofHq.filter((account) => accounts.includes(account));
      const unknown = (accounts ?? []).filter((account) => !read.accounts.has(account) && !inLines.has(account));
      const closes = findings.length === 0 && pending.length === 0 && unknown.length === 0;
      answer(options, { closes, findings: findings.length, pending: pending.length, lines: shown, notBalanced, unknown, list }, [
        ...inTable(shown, accounts !== undefined),
        ...(notBalanced.length === 0
          ? []
          : [`${notBalanced.length} accounts are administered by HQ and were not balanced: Field's tables are not what they hold.`]),
        ...notBalanced.slice(0, 20).map((account) => `  administered_by_hq  ${account}`),
        ...unknown.map((account) => `Neither Field nor HQ has anything of ${account}.`),
        closes ? 'Every account closes.' : `${findings.length} lines do not close, and ${pending.length} could not be settled.`,
        ...list
          .slice(0, 20)
          .map((one) => `  ${one.explanation}  ${one.entity} of ${one.account ?? 'no account'} (${JSON.stringify(one.fields[0])})`),
      ]);
      return closes ? 0 : 1;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      answer(options, { cancelled: true, closes: false }, ['The balance was not read to the end.']);
      return 1;
    } finally {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    }
  },
};

const columns = ['rows', 'applied', 'merged', 'filtered', 'quarantined', 'inFlight', 'open'] as const;

function inTable(lines: readonly BalanceLine[], withAccount: boolean): string[] {
  const names = ['in Field', 'applied', 'merged', 'filtered', 'quarantined', 'in flight', 'open'];
  const row = (name: string, cells: readonly string[], account: string | null) =>
    `${name.padEnd(15)}${cells.map((cell) => cell.padStart(12)).join('')}${withAccount ? `  ${account ?? ''}` : ''}`;
  return [
    row('', names, 'account'),
    ...lines.map((line) =>
      row(
        line.entity,
        columns.map((column) => String(line[column])),
        line.account,
      ),
    ),
  ];
}
