import { Command } from 'commander';
import { type ChangeTotals, runChanges } from '../changes/run-changes.ts';
import { fieldDatabaseUrl } from '../config.ts';
import { numberOption } from './number-option.ts';

export const changesCommand = new Command('changes')
  .description('Changes Field as its users do, at a steady rate, until SIGINT or SIGTERM.')
  .option('--rate <n>', 'changes a second', numberOption('rate', 0.01), 20)
  .option('--seconds <n>', 'ends by itself after this time', numberOption('seconds', 0.1))
  .option('--seed <s>', 'the same seed makes the same kinds of changes in the same order', '1')
  .option('--json', 'one JSON line a second on stdout, the last one with "final": true')
  .action(async ({ rate, seconds, seed, json }: { rate: number; seconds?: number; seed: string; json?: boolean }) => {
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const totals = await runChanges({
      databaseUrl: await fieldDatabaseUrl(),
      ratePerSecond: rate,
      seed,
      signal: stop.signal,
      ...(seconds === undefined ? {} : { seconds }),
      onProgress: (now) =>
        json
          ? process.stdout.write(`${JSON.stringify(brief(now))}\n`)
          : process.stderr.write(`${now.changes} changes, ${now.errors} errors\n`),
    });
    if (json) {
      process.stdout.write(`${JSON.stringify({ ...brief(totals), byKind: totals.byKind, messages: totals.messages, final: true })}\n`);
      return;
    }
    process.stdout.write(`${totals.changes} changes and ${totals.errors} errors in ${totals.seconds.toFixed(1)} s\n`);
    for (const [kind, count] of Object.entries(totals.byKind)) process.stdout.write(`${String(count).padStart(9)} ${kind}\n`);
    for (const [message, count] of Object.entries(totals.messages))
      process.stderr.write(`${String(count).padStart(9)} error: ${message}\n`);
  });

function brief({ changes, errors, seconds }: ChangeTotals): { changes: number; errors: number; seconds: number } {
  return { changes, errors, seconds: Math.round(seconds * 10) / 10 };
}
