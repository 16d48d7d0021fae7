import { type AccountState, captureStatus, checkField, checkSessions, reachHq } from '@hq-field/field-adapter';
import { startTracing } from '@hq-field/traces';
import { toRunnerError } from '../runner-error.ts';
import { serveSignals } from '../signals/serve-signals.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-code.ts';
import { Host } from '../worker/host.ts';
import type { FiguresSummary } from '../worker/host-figures.ts';
import { untilReachable, whyAway } from '../worker/until-reachable.ts';
import { answer, type Command, type CommandOptions } from './command.ts';

/** Time for what is left of traces when the host has ended. */
const lastTracesMs = 1000;
/** An HQ that cannot be reached has so long to answer that it is there again. */
const signOfLifeMs = 3000;

export const work: Command = {
  name: 'work',
  json: 'one JSON object a line, each second, the last one with "final": true,',
  description: 'Works off the queue and relays live changes. Any number may run, on any number of hosts.',
  options: (parser) => parser.option('--until-idle', 'end when every enqueued account is live or failed and the outbox is empty'),
  isPhase: true,
  async run(context, options) {
    const untilIdle = options['untilIdle'] === true;
    const begun = performance.now();
    const seconds = () => Math.round((performance.now() - begun) / 100) / 10;
    if (!(await databasesAreThere(context, options, seconds))) {
      options.stopped();
      answer(options, { final: true, seconds: seconds() }, ['Stopped while it waited for a database.']);
      return 0;
    }
    const field = await context.field();
    const { metrics, tracesEndpoint } = context.config;
    const tracing = await startTracing({
      endpoint: tracesEndpoint,
      serviceName: 'migration-runner',
      onLost: (reason) => (reason === null ? context.log.info('traces:arrive') : context.log.warn({ reason }, 'traces:lost')),
    });
    const host = new Host({
      field,
      runner: await context.runner(),
      queue: await context.queue(),
      hq: await context.hq(),
      reachHq: () => reachHq(context.config.hqUrl, signOfLifeMs),
      log: context.log,
      tolerance: context.config.tolerance,
    });
    const signals =
      metrics === null ? null : await serveSignals({ registry: host.metrics.registry, notReady: () => host.notReady }, metrics);
    if (signals !== null && !options.json) process.stderr.write(`metrics on port ${signals.port}\n`);
    let [isStopped, isOver] = [false, false];
    const stop = () => {
      isStopped = true;
      // Without --until-idle nothing else ends it.
      if (untilIdle) options.stopped();
      host.stop();
    };
    process.once('SIGTERM', stop).once('SIGINT', stop);
    let before = 0;
    let known: Awaited<ReturnType<typeof summary>> | null = null;
    const limits = () => ({ workers: host.allowance.workers, fibres: host.allowance.fibres });
    const summary = async () => {
      const figures = host.figures.summary();
      const { outboxRows, oldestSeconds, quarantined } = await captureStatus(field);
      return {
        seconds: seconds(),
        accounts: await host.store.byState(),
        figures,
        recordsPerSecond: figures.records - before,
        outbox: { rows: outboxRows, oldestSeconds },
        quarantined,
        throttle: { ...limits(), waitsBecause: host.waitsBecause },
      };
    };
    const timer = setInterval(() => {
      summary().then(
        (line) => {
          if (isOver) return;
          before = line.figures.records;
          known = line;
          if (options.json) options.print(`${JSON.stringify(line)}\n`);
          else process.stderr.write(`${progress(line)}\n`);
        },
        (error: unknown) => {
          if (isOver) return;
          // A database is away: nothing can be counted, and why is what matters now.
          const reason = toRunnerError(error);
          const throttle = { ...limits(), waitsBecause: host.waitsBecause ?? (reason instanceof Error ? reason.message : String(reason)) };
          sayWhyItWaits(options, seconds(), throttle);
        },
      );
    }, everyMs(options));
    try {
      await host.run({ untilIdle });
    } finally {
      // What is still being counted is not said behind the last line.
      isOver = true;
      clearInterval(timer);
      process.off('SIGTERM', stop).off('SIGINT', stop);
      await signals?.stop();
      await tracing.stop(lastTracesMs);
    }
    const count = () => Promise.all([summary(), host.store.failures(), context.queue().then((queue) => queue.depth())]);
    // One that ended because it is idle answers by what it counts, however long that takes.
    const counted = untilIdle && !isStopped ? await count() : await host.inTime(count().catch(nullWhenAway));
    if (counted === null) {
      // How long it took cannot be kept either.
      options.stopped();
      return answerLastKnown(options, { seconds: seconds(), figures: host.figures.summary() }, known);
    }
    const [last, failures, { dead }] = counted;
    answer(options, { final: true, ...last, failures, deadLetters: dead }, [
      `${last.figures.records.toLocaleString('en')} records sent in ${last.seconds} s; ${last.accounts.live} accounts live, ${last.accounts.failed} failed, ${last.quarantined} records in quarantine.`,
      ...failures.map((failure) => `failed: ${failure.account}: ${failure.reason}`),
    ]);
    return failures.length > 0 || dead > 0 ? 1 : 0;
  },
};

/** From line to line, in milliseconds. */
const everyMs = ({ json }: CommandOptions) => (json ? 1000 : 2000);

/** A database that is away counts nothing. Throws every other error. */
function nullWhenAway(error: unknown): null {
  if (whyAway(error) === null) throw error;
  return null;
}

/** The end of a host while a database is away: what the host knows itself, and what was counted last. */
function answerLastKnown(
  options: CommandOptions,
  own: { seconds: number; figures: FiguresSummary },
  known: { accounts: Record<AccountState, number> } | null,
): ExitCode {
  const { live, failed } = known?.accounts ?? { live: null, failed: 0 };
  answer(options, { final: true, ...known, ...own, isLastKnown: true }, [
    `${own.figures.records.toLocaleString('en')} records sent in ${own.seconds} s. A database does not answer${live === null ? '.' : `; when they were last counted, ${live} accounts were live and ${failed} failed.`}`,
  ]);
  return failed > 0 ? 1 : 0;
}

/** Waits until both databases can be reached; false when it was stopped first. Throws for what waiting does not mend. */
async function databasesAreThere(context: Context, options: CommandOptions, seconds: () => number): Promise<boolean> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  process.once('SIGTERM', stop).once('SIGINT', stop);
  const onWait = (waitsBecause: string) => sayWhyItWaits(options, seconds(), { workers: 0, fibres: 0, waitsBecause });
  const open = async () => {
    const field = await context.field();
    await checkSessions(field);
    await checkField(field, { capture: true });
    await context.queue();
  };
  try {
    return await untilReachable(open, { signal: stopped.signal, pauseMs: everyMs(options), onWait });
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop);
  }
}

function sayWhyItWaits(
  options: CommandOptions,
  seconds: number,
  throttle: { workers: number; fibres: number; waitsBecause: string },
): void {
  if (options.json) options.print(`${JSON.stringify({ seconds, throttle })}\n`);
  else process.stderr.write(`${seconds.toFixed(0)} s · waits: ${throttle.waitsBecause}\n`);
}

function progress(line: {
  seconds: number;
  accounts: Record<string, number>;
  recordsPerSecond: number;
  figures: { records: number; live: { lastMinuteP50Ms: number | null; lastMinuteP99Ms: number | null } };
  outbox: { rows: number };
  quarantined: number;
  throttle: { workers: number; fibres: number; waitsBecause: string | null };
}): string {
  const states = Object.entries(line.accounts)
    .filter(([, accounts]) => accounts > 0)
    .map(([state, accounts]) => `${accounts} ${state}`)
    .join(', ');
  const { lastMinuteP50Ms: p50, lastMinuteP99Ms: p99 } = line.figures.live;
  return [
    `${line.seconds.toFixed(0)} s`,
    states,
    `${line.figures.records.toLocaleString('en')} records`,
    `lag ${p50 === null ? '-' : `${p50}/${p99} ms`}`,
    `outbox ${line.outbox.rows}`,
    `quarantine ${line.quarantined}`,
    `${line.throttle.workers} workers, ${line.throttle.fibres} fibres`,
    ...(line.throttle.waitsBecause === null ? [] : [`waits: ${line.throttle.waitsBecause}`]),
  ].join(' · ');
}
