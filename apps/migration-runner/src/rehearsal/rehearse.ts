import { rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { keepRehearsalTimings } from '../timings/rehearsal-timings.ts';
import type { Timing } from '../timings/timings-store.ts';
import { Children, ChildEndedError } from '../processes/children.ts';
import type { GivenUrls } from './databases.ts';
import { HqCounters } from './hq-metrics.ts';
import { renderReport } from './html/report-html.ts';
import { type Phase, phases as allPhases } from './phases.ts';
import { rehearsalFolder, type RehearsalContext } from './rehearsal-context.ts';
import type { RehearsalOptions } from './rehearsal-options.ts';
import { buildReport, noFigures, type PhaseReport, type Report } from './report-model.ts';
import type { Terminal } from './terminal.ts';

export interface RehearsalRun {
  options: RehearsalOptions;
  given: GivenUrls;
  signingKeyFile: string;
  terminal: Terminal;
  /** Aborted by Ctrl-C: the rehearsal stops, everything it started too, and the report says where. */
  signal: AbortSignal;
  phases?: readonly Phase[];
}

export interface RehearsalEnd {
  report: Report;
  /** How to reach the databases, when they were kept. */
  kept: string | null;
  /** Last lines of the process that failed, when one did. */
  tail: string | null;
}

/** Runs every phase, ends everything that was started, and writes the report, whatever happened. */
export async function rehearse({
  options,
  given,
  signingKeyFile,
  terminal,
  signal,
  phases = allPhases,
}: RehearsalRun): Promise<RehearsalEnd> {
  const begun = performance.now();
  const startedAt = new Date().toISOString();
  const over = new AbortController();
  const logs = join(rehearsalFolder, 'logs');
  rmSync(logs, { recursive: true, force: true });
  const context: RehearsalContext = {
    options,
    given,
    signingKeyFile,
    terminal,
    children: new Children(logs),
    counters: new HqCounters(),
    figures: noFigures(),
    signal: AbortSignal.any([signal, over.signal]),
    progress: { set: () => {} },
    cast: {},
    closing: [],
    elapsed: () => (performance.now() - begun) / 1000,
  };

  const { reports, failure } = await runPhases(context, phases, signal);
  over.abort(new Error('The rehearsal is over.'));
  context.figures.peakMb = { runner: context.children.peakMb('runner'), hq: context.children.peakMb('hq') };
  await close(context);

  const report = buildReport(context.figures, {
    options,
    machine: {
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 2 ** 20),
      node: process.versions.node,
      postgres: context.cast.databases?.version ?? 'not started',
    },
    startedAt,
    seconds: context.elapsed(),
    phases: reports,
    failure: failure === null ? null : { phase: failure.phase, message: wordsOf(failure.error) },
  });
  await mkdir(rehearsalFolder, { recursive: true });
  await writeFile(join(rehearsalFolder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(rehearsalFolder, 'report.html'), renderReport(report));
  await keepRehearsalTimings(timingsOf(report, options.accounts));
  const tail = failure?.error instanceof ChildEndedError ? failure.error.tail : null;
  return { report, kept: context.cast.databases?.kept ?? null, tail };
}

/** The phases as timings; rehearsals of other sizes do not compare. */
function timingsOf({ startedAt, phases }: Report, accounts: number): Timing[] {
  let at = Date.parse(startedAt);
  return phases
    .filter(({ outcome }) => outcome !== 'skipped')
    .map(({ name, seconds, outcome }) => {
      const begunAt = new Date(at).toISOString();
      at += seconds * 1000;
      return {
        run: startedAt,
        phase: `rehearsal of ${accounts} accounts: ${name}`,
        begunAt,
        seconds,
        exitCode: outcome === 'done' ? 0 : 3,
      };
    });
}

interface Failure {
  phase: string;
  error: unknown;
}

async function runPhases(
  context: RehearsalContext,
  phases: readonly Phase[],
  signal: AbortSignal,
): Promise<{ reports: PhaseReport[]; failure: Failure | null }> {
  const reports: PhaseReport[] = [];
  const interrupted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  interrupted.catch(() => {});
  for (const [at, phase] of phases.entries()) {
    const began = context.elapsed();
    context.progress = context.terminal.phase(at + 1, phases.length, phase.name);
    const end = (outcome: PhaseReport['outcome'], note: string): void => {
      const seconds = context.elapsed() - began;
      context.terminal.ended(note, seconds, outcome);
      reports.push({ name: phase.name, seconds, outcome, note });
    };
    const skipped = phase.skip?.(context.options) ?? null;
    if (skipped !== null) {
      end('skipped', skipped);
      continue;
    }
    try {
      signal.throwIfAborted();
      // A process that ends by itself ends the phase that waits for it, whatever that is.
      end('done', await Promise.race([phase.run(context), context.children.crashed, interrupted]));
    } catch (error) {
      end('failed', wordsOf(error));
      return { reports, failure: { phase: phase.name, error } };
    }
  }
  return { reports, failure: null };
}

/** Ends what was started, last first; one that fails to end does not keep the others. */
async function close(context: RehearsalContext): Promise<void> {
  await context.children.stopAll();
  for (const end of context.closing.toReversed()) {
    try {
      await end();
    } catch (error) {
      context.terminal.say(`Could not close in good order: ${wordsOf(error)}`);
    }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
