import { UsageError } from '../config.ts';
import { developmentKeys } from '../development/defaults.ts';
import { readGivenUrls } from '../rehearsal/config.ts';
import { rehearse as run, type RehearsalEnd } from '../rehearsal/rehearse.ts';
import { readRehearsalOptions } from '../rehearsal/rehearsal-options.ts';
import { createSilentTerminal, createTerminal } from '../rehearsal/terminal.ts';
import { releaseDefaults } from '../release-rehearsal/release-options.ts';
import { type Command, answer } from './command.ts';
import { interruptible } from './interruptible.ts';
import { rehearseTheRelease } from './rehearse-release.ts';

export const rehearse: Command = {
  name: 'rehearse',
  description:
    'The whole migration on this machine: a dirty Field, live changes, kills, verification, a report. Or the release, by its plan.',
  options: (parser) =>
    parser
      .option('--accounts <n>', `accounts of the Field that is made, 300 unless told; of a release ${releaseDefaults.accounts}`)
      .option('--seed <n>', 'seed of its data and changes, and of what goes wrong', '1')
      .option('--rate <n>', `changes a second while it runs, 50 unless told; in a release ${releaseDefaults.rate}`)
      .option('--calm', 'kill nothing')
      .option('--keep', 'keep the databases and say how to reach them')
      .option('--release', 'go through the plan of the release instead: every step, message and stage, on a scaled clock')
      .option('--through <stage>', 'of the release, and only to the step that enters this stage')
      .option('--back', 'of the release: then go all ways back, and look at Field after each')
      .option('--contingencies <which>', `of the release: some by name, or how many by seed; ${releaseDefaults.contingencies} unless told`)
      .option('--scale <n>', `of the release: its seconds for a second here, ${releaseDefaults.scale} unless told`)
      .option('--out <folder>', 'of the release: where its reports go, .rehearsal unless told')
      .option('--plan <file>', "of the release: its plan, this migration's own unless told"),
  async run(context, raw) {
    if (raw['release'] === true || raw['through'] !== undefined) return rehearseTheRelease(context, raw);
    const alone = ['back', 'contingencies', 'scale', 'plan', 'out'].find((name) => raw[name] !== undefined);
    if (alone !== undefined) throw new UsageError(`--${alone} goes with --release or --through.`);
    const options = readRehearsalOptions({
      accounts: String(raw['accounts'] ?? 300),
      seed: String(raw['seed']),
      rate: String(raw['rate'] ?? 50),
      calm: raw['calm'] === true,
      json: raw.json,
      keep: raw['keep'] === true,
    });
    const given = readGivenUrls();
    const signingKeyFile = context.config.signingKeyFile ?? (await developmentKeys()).signingKeyFile;
    const terminal = options.json ? createSilentTerminal() : createTerminal(process.stdout);
    const end = await interruptible((signal) => run({ options, given, signingKeyFile, terminal, signal }));
    answer(raw, { ...end.report, kept: end.kept }, inWords(end));
    return end.report.failure !== null ? 3 : end.report.passed ? 0 : 1;
  },
};

function inWords({ report, kept, tail }: RehearsalEnd): string[] {
  const lines = [''];
  if (report.failure !== null) lines.push(`It stopped in "${report.failure.phase}": ${report.failure.message}`);
  if (tail !== null)
    lines.push('The last lines of that process (all of them are in .rehearsal/logs):', ...tail.split('\n').map((line) => `  ${line}`));
  if (report.quarantine.length > 0)
    lines.push(
      'In quarantine:',
      ...report.quarantine.map((one) => `  ${String(one.records).padStart(7)}  ${one.code.padEnd(20)} ${one.entity}`),
    );
  lines.push(
    '',
    'Time:',
    ...report.phases.map((phase) => `  ${phase.seconds.toFixed(1).padStart(7)} s  ${phase.name}`),
    `  ${report.seconds.toFixed(1).padStart(7)} s  in all`,
    '',
  );
  if (report.recordsPerSecond !== null) lines.push(`Records a second   ${Math.round(report.recordsPerSecond)}`);
  if (report.lagMs !== null)
    lines.push(`Lag of changes     p50 ${report.lagMs.p50} ms, p99 ${report.lagMs.p99} ms, of ${report.lagMs.count}`);
  if (report.walkingLagMs !== null)
    lines.push(`  beside walks     p50 ${report.walkingLagMs.p50} ms, p99 ${report.walkingLagMs.p99} ms, in the last minute of delivery`);
  if (report.foretold !== null)
    lines.push(
      `Time left          ${report.foretold.foretold.toFixed(1)} s foretold after a tenth of the records (${report.foretold.low.toFixed(1)} to ${report.foretold.high.toFixed(1)} s), ${report.foretold.took.toFixed(1)} s taken`,
    );
  lines.push(`Memory at most     runner ${megabytes(report.peakMb.runner)}, HQ ${megabytes(report.peakMb.hq)}`);
  lines.push(
    ...report.kills.map(
      (kill) =>
        `Killed             ${kill.process} after ${kill.records} records, moving again after ${(kill.movingAgainMs / 1000).toFixed(1)} s`,
    ),
    '',
  );
  lines.push(...report.checks.map((check) => `${check.passed ? '  holds' : '  FAILS'}  ${check.name}: ${check.detail}`));
  lines.push('', `${report.passed ? 'PASSED' : 'FAILED'}. The report is .rehearsal/report.html, its figures .rehearsal/report.json.`);
  if (kept !== null) lines.push('', kept);
  return lines;
}

function megabytes(value: number | null): string {
  return value === null ? 'not measured' : `${Math.round(value)} MB`;
}
