import { forgetTruncations, lastTruncation } from '@hq-field/field-adapter';
import { UsageError } from '../config.ts';
import type { ExitCode } from '../exit-code.ts';
import { CancelledError } from '../verification/pace.ts';
import { openUnitWork } from '../verification/rounds/open-unit-work.ts';
import type { Asked } from '../verification/rounds/run-store.ts';
import { verifyOnce } from '../verification/rounds/verify-once.ts';
import { watchRounds } from '../verification/rounds/watch-rounds.ts';
import { type VerificationSummary, summaryInFigures, summaryInWords } from '../verification/summary.ts';
import { verifierNames, verifiers } from '../verification/verifiers/index.ts';
import { accountList, goesWith, oneOf, wholeNumber } from './arguments.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

const defaultLimit = 20;
const defaultSettleSeconds = 60;
const defaultEverySeconds = 30;
const mostEverySeconds = 86_400;

export const verify: Command = {
  name: 'verify',
  json: 'one JSON object, with --watch one a line for each round,',
  description: 'Compares both systems, also while changes flow, and keeps what it finds. Goes on where it stopped when it was killed.',
  options: (parser) =>
    parser
      .option(
        '--by <verifier>',
        `${verifierNames.map((name) => `${name} (${verifiers[name].description})`).join(', ')}; digests unless told`,
      )
      .option('--accounts <guids>', 'these, separated by commas; all unless told')
      .option('--all', 'all accounts, which is the default')
      .option('--watch', 'round after round: what changed since it was found equal, and a rotating sample, until it is stopped')
      .option('--every <seconds>', `from round to round, ${defaultEverySeconds} unless told`)
      .option('--rounds <n>', 'end after n rounds')
      .option('--afresh', 'begin anew instead of going on with a verification that was stopped')
      .option('--limit <n>', `differences shown, ${defaultLimit} unless told`)
      .option('--settle <seconds>', `how long records in flight are read again, ${defaultSettleSeconds} unless told`)
      .option('--show-values', 'show what each side holds; it may be personal data'),
  isPhase: true,
  async run(context, options) {
    const by = oneOf(options, 'by', verifierNames) ?? 'digests';
    const accounts = accountList(options['accounts']) ?? null;
    if (accounts !== null && options['all'] === true) throw new UsageError('Say --all or --accounts, not both.');
    if (accounts !== null && verifiers[by].everything)
      throw new UsageError(`--by ${by} compares the files of both systems as a whole: leave out --accounts, or take --by deep.`);
    const isRound = options['watch'] === true;
    if (isRound && accounts !== null) throw new UsageError('--watch chooses the accounts itself: leave out --accounts.');
    if (isRound && verifiers[by].everything) throw new UsageError(`--watch goes by digests, counts or deep, not by ${by}.`);
    for (const option of ['every', 'rounds']) goesWith(options, option, ['watch']);
    const limit = wholeNumber(options['limit'], 'limit', 0) ?? defaultLimit;
    const settleMs = (wholeNumber(options['settle'], 'settle', 0) ?? defaultSettleSeconds) * 1000;
    const everyMs = (wholeNumber(options['every'], 'every', 1, mostEverySeconds) ?? defaultEverySeconds) * 1000;
    const rounds = wholeNumber(options['rounds'], 'rounds', 1) ?? Number.POSITIVE_INFINITY;
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
    try {
      const onProgress = (words: string) => process.stderr.write(`${words}\n`);
      const work = await openUnitWork(context, { settleMs, signal: stop.signal, onProgress, isLong: isRound || by === 'deep' });
      const show = { limit, values: options['showValues'] === true };
      const field = await context.field();
      // What capture could not see: only a verification of everything that begins after it settles it. Equal counts prove too little.
      const truncated = accounts === null && !isRound && by !== 'counts' ? await lastTruncation(field) : null;
      const asked: Asked = { by, accounts, isRound, truncated };
      if (options['afresh'] === true) await work.runs.forget(asked);
      if (!isRound) {
        const code = say(await verifyOnce(work, asked), options, show);
        if (code === 0 && truncated !== null) await forgetTruncations(field, truncated);
        return code;
      }
      let worst: ExitCode = 0;
      await watchRounds(await context.runner(), work, asked, {
        everyMs,
        rounds,
        onRound(summary) {
          const code = say(summary, options, show);
          if (code > worst) worst = code;
        },
        onUndone({ message }) {
          answer(options, { undone: true, passed: false, reason: message }, [
            `This round could not be done; the next one is tried. ${message}`,
          ]);
          if (worst === 0) worst = 1;
        },
      });
      return worst;
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      options.stopped();
      answer(options, { cancelled: true, passed: false }, [error.message]);
      return 1;
    } finally {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    }
  },
};

function say(summary: VerificationSummary, options: CommandOptions, show: { limit: number; values: boolean }): ExitCode {
  const figures = summaryInFigures(summary, show);
  answer(options, figures, summaryInWords(summary, show));
  return figures.passed ? 0 : 1;
}
