import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../config.ts';
import { developmentKeys } from '../development/defaults.ts';
import { drills } from '../drills/catalogue/index.ts';
import type { Drill } from '../drills/drill.ts';
import { renderDrills } from '../drills/html/drills-html.ts';
import { type DrillReport, runDrill } from '../drills/run-drill.ts';
import { openServers } from '../drills/servers.ts';
import { wholeNumber } from './arguments.ts';
import { answer, type Command } from './command.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', '.drills');

export const drill: Command = {
  name: 'drill',
  json: 'an array of JSON objects',
  description: 'Pulls plugs while everything runs, and says whether it held: all drills, the named ones, or `drill list`.',
  options: (parser) =>
    parser
      .argument('[names...]', 'drills, or list')
      .option('--seed <n>', 'of data, changes and faults', '1')
      .option('--rounds <n>', 'how often each runs, each time with the next seed', '1')
      .option('--postgres <folder>', 'programs of another PostgreSQL, for example /usr/lib/postgresql/15/bin'),
  async run(context, options) {
    if (options.words[0] === 'list') {
      const listed = drills.map(({ name, pulls, must }) => ({ name, pulls, must }));
      answer(
        options,
        listed,
        listed.flatMap(({ name, pulls, must }) => [name, `  pulls  ${pulls}`, `  must   ${must}`]),
      );
      return 0;
    }
    const chosen = options.words.length === 0 ? drills : options.words.map(named);
    const seed = wholeNumber(options['seed'], 'seed', 0) ?? 1;
    const rounds = wholeNumber(options['rounds'], 'rounds', 1) ?? 1;
    const stop = new AbortController();
    const onSignal = (signal: NodeJS.Signals): void => stop.abort(new Error(`Stopped by ${signal}.`));
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
    const signingKeyFile = context.config.signingKeyFile ?? (await developmentKeys()).signingKeyFile;
    const reports: DrillReport[] = [];
    await mkdir(folder, { recursive: true });
    const binaries = options['postgres'] === undefined ? undefined : String(options['postgres']);
    const servers = await openServers(binaries).catch((error: Error) => {
      throw binaries === undefined ? error : new UsageError(`--postgres: ${error.message}`);
    });
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (const one of chosen) {
          if (stop.signal.aborted) break;
          process.stderr.write(`${one.name}, seed ${seed + round}: ${one.pulls}\n`);
          const report = await runDrill({
            drill: one,
            seed: seed + round,
            servers,
            migrate: options.migrate,
            signingKeyFile,
            folder,
            binaries,
            signal: stop.signal,
            onEvent: ({ at, kind, words }) => process.stderr.write(`  ${at.toFixed(1).padStart(6)} s  ${kind.padEnd(7)} ${words}\n`),
          });
          reports.push(report);
          await writeFile(join(folder, 'report.html'), renderDrills(reports));
          await writeFile(join(folder, 'report.json'), `${JSON.stringify(reports, null, 2)}\n`);
        }
      }
    } finally {
      await servers.stop();
    }
    answer(options, reports, inWords(reports));
    if (stop.signal.aborted) return 3;
    return reports.every((report) => report.passed) ? 0 : 1;
  },
};

function named(name: string): Drill {
  const found = drills.find((one) => one.name === name);
  if (found === undefined) throw new UsageError(`There is no drill \`${name}\`. Known: ${drills.map((one) => one.name).join(', ')}.`);
  return found;
}

function inWords(reports: readonly DrillReport[]): string[] {
  const seconds = (value: number | null) => (value === null ? '-' : `${value.toFixed(1)} s`);
  const failed = reports.filter((report) => !report.passed);
  return [
    ...reports.map(
      (report) =>
        `${report.passed ? '  holds' : '  FAILS'}  ${report.name}, seed ${report.seed}: noticed ${seconds(report.timings.notice)}, moving again ${seconds(report.timings.resume)}, ${report.repeated} of ${report.records} records sent again, ${report.overtaken} overtaken, ${seconds(report.seconds)}`,
    ),
    ...failed.map((report) => `\n${report.name}: ${report.failure}\n  again: ${report.again}`),
    '',
    `${reports.length - failed.length} of ${reports.length} held. The report is .drills/report.html, logs are in .drills/logs.`,
  ];
}
