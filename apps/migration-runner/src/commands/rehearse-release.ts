import { UsageError } from '../config.ts';
import type { Context } from '../context.ts';
import { developmentKeys } from '../development/defaults.ts';
import type { ExitCode } from '../exit-code.ts';
import { planFileOf } from '../plan/open-plan.ts';
import { readGivenUrls } from '../rehearsal/config.ts';
import { rehearsalFolder } from '../rehearsal/rehearsal-context.ts';
import { readRehearsalOptions } from '../rehearsal/rehearsal-options.ts';
import type { Entry } from '../release-rehearsal/diary.ts';
import { readReleaseOptions, releaseDefaults } from '../release-rehearsal/release-options.ts';
import { releaseInWords } from '../release-rehearsal/release-report.ts';
import { rehearseRelease } from '../release-rehearsal/rehearse-release.ts';
import { optionalText, wholeNumber } from './arguments.ts';
import { answer, type CommandOptions } from './command.ts';
import { interruptible } from './interruptible.ts';

/** `rehearse --release`, and `rehearse --through STAGE`. */
export async function rehearseTheRelease(context: Context, raw: CommandOptions): Promise<ExitCode> {
  if (raw['calm'] === true) throw new UsageError('--calm is not of the release: --contingencies none pulls nothing.');
  const { accounts, seed, rate, keep } = readRehearsalOptions({
    accounts: String(raw['accounts'] ?? releaseDefaults.accounts),
    seed: String(raw['seed']),
    rate: String(raw['rate'] ?? releaseDefaults.rate),
    keep: raw['keep'] === true,
  });
  const options = readReleaseOptions(
    {
      through: optionalText(raw['through']),
      back: raw['back'] === true,
      scale: wholeNumber(raw['scale'], 'scale', 1, 100_000),
      contingencies: optionalText(raw['contingencies']),
      plan: planFileOf(context.config, raw['plan']),
      out: optionalText(raw['out']) ?? rehearsalFolder,
    },
    { accounts, seed, rate, keep },
  );
  const signingKeyFile = context.config.signingKeyFile ?? (await developmentKeys()).signingKeyFile;
  return interruptible(async (signal) => {
    const { report, plan, kept } = await rehearseRelease({
      options,
      given: readGivenUrls(),
      signingKeyFile,
      signal,
      say: (words) => process.stderr.write(`${words}\n`),
      onEntry: (entry) => process.stderr.write(`${inWords(entry)}\n`),
    });
    answer(raw, { ...report, kept }, [...releaseInWords(report, plan), ...(kept === null ? [] : ['', kept])]);
    return report.passed ? 0 : signal.aborted ? 3 : 1;
  });
}

function inWords({ kind, id, words, from, seconds, outcome }: Entry): string {
  const took = seconds === 0 ? '' : ` (${seconds.toFixed(1)} s)`;
  return `${from.slice(0, 16).replace('T', ' ')}Z  ${kind.padEnd(9)} ${id.padEnd(20)} ${outcome === 'failed' ? 'FAILED: ' : ''}${words}${took}`;
}
