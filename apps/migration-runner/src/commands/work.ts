import { type AccountState, checkField, checkSessions, reachHq } from '@hq-field/field-adapter';
import { startTracing, type Tracing } from '@hq-field/traces';
import { serveSignals, type SignalsServer } from '../signals/serve-signals.ts';
import type { Context } from '../context.ts';
import { Host } from '../worker/host.ts';
import type { FiguresSummary } from '../worker/host-figures.ts';
import { untilReachable, whyAway } from '../worker/until-reachable.ts';
import { answer, type Command, type CommandOptions } from './command.ts';
import { interruptible } from './interruptible.ts';
import { everyMs, sayWhyItWaits, tellProgress, type WorkLine } from './work-progress.ts';

/** Time for what is left of traces when the host has ended. */
const lastTracesMs = 1000;
/** An HQ that cannot be reached has so long to answer that it is there again. */
const signOfLifeMs = 3000;

export const work: Command = {
  name: 'work',
  json: 'one JSON object a line, each second, the last one with "final": true,',
  description: 'Works off the queue and relays live changes. Any number may run, on any number of hosts.',
  options: (parser) =>
    parser.option('--until-idle', 'end when every enqueued account is live or failed and the outbox is empty; with 1 when one has failed'),
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
    const tracing = await traced(context);
    const host = await hostOf(context);
    const signals = await signalsOf(context, host, options);
    const progress = tellProgress(host, { field, options, seconds });
    let isStopped = false;
    const stop = () => {
      isStopped = true;
      // Without --until-idle nothing else ends it.
      if (untilIdle) options.stopped();
      host.stop();
    };
    try {
      await interruptible((signal) => {
        signal.addEventListener('abort', stop);
        return host.run({ untilIdle });
      });
    } finally {
      progress.end();
      await signals?.stop();
      await tracing.stop(lastTracesMs);
    }
    // The host that comes after a drain works on: this one's time is that of no whole phase.
    if (host.allowance.end === 'drained') options.stopped();
    const count = () => Promise.all([progress.count(), host.store.failures(), context.queue().then((queue) => queue.depth())]);
    // One that ended because it is idle answers by what it counts, however long that takes.
    const counted = untilIdle && !isStopped ? await count() : await host.inTime(count().catch(nullWhenAway));
    // How long it took cannot be kept where nothing can be counted.
    if (counted === null) options.stopped();
    const hasFailed =
      counted === null
        ? answerLastKnown(options, { seconds: seconds(), figures: host.figures.summary() }, progress.lastKnown())
        : answerCounted(options, ...counted);
    // A host that ends as it was told has done its part: what has failed is said, and a service manager must not start it again.
    return untilIdle && hasFailed ? 1 : 0;
  },
};

async function traced({ config, log }: Context): Promise<Tracing> {
  return startTracing({
    endpoint: config.tracesEndpoint,
    serviceName: 'migration-runner',
    onLost: (reason) => (reason === null ? log.info('traces:arrive') : log.warn({ reason }, 'traces:lost')),
  });
}

async function hostOf(context: Context): Promise<Host> {
  return new Host({
    field: await context.field(),
    runner: await context.runner(),
    queue: await context.queue(),
    hq: await context.hq(),
    reachHq: () => reachHq(context.config.hqUrl, signOfLifeMs),
    log: context.log,
    tolerance: context.config.tolerance,
  });
}

/** Serves metrics and health where the settings say so. */
async function signalsOf({ config: { metrics } }: Context, host: Host, options: CommandOptions): Promise<SignalsServer | null> {
  if (metrics === null) return null;
  const signals = await serveSignals({ registry: host.metrics.registry, notReady: () => host.notReady }, metrics);
  if (!options.json) process.stderr.write(`metrics on port ${signals.port}\n`);
  return signals;
}

/** The end of a host, counted in both databases; whether anything has failed. */
function answerCounted(
  options: CommandOptions,
  last: WorkLine,
  failures: Awaited<ReturnType<Host['store']['failures']>>,
  { dead }: { dead: number },
): boolean {
  answer(options, { final: true, ...last, failures, deadLetters: dead }, [
    `${last.figures.records.toLocaleString('en')} records sent in ${last.seconds} s; ${last.accounts.live} accounts live, ${last.accounts.failed} failed, ${last.quarantined} records in quarantine.`,
    ...failures.map((failure) => `failed: ${failure.account}: ${failure.reason}`),
  ]);
  return failures.length > 0 || dead > 0;
}

/** A database that is away counts nothing. Throws every other error. */
function nullWhenAway(error: unknown): null {
  if (whyAway(error) === null) throw error;
  return null;
}

/** The end of a host while a database is away: what the host knows itself, and what was counted last; whether anything had failed. */
function answerLastKnown(
  options: CommandOptions,
  own: { seconds: number; figures: FiguresSummary },
  known: { accounts: Record<AccountState, number> } | null,
): boolean {
  const { live, failed } = known?.accounts ?? { live: null, failed: 0 };
  answer(options, { final: true, ...known, ...own, isLastKnown: true }, [
    `${own.figures.records.toLocaleString('en')} records sent in ${own.seconds} s. A database does not answer${live === null ? '.' : `; when they were last counted, ${live} accounts were live and ${failed} failed.`}`,
  ]);
  return failed > 0;
}

/** Waits until both databases can be reached; false when it was stopped first. Throws for what waiting does not mend. */
async function databasesAreThere(context: Context, options: CommandOptions, seconds: () => number): Promise<boolean> {
  const onWait = (waitsBecause: string) => sayWhyItWaits(options, seconds(), { workers: 0, fibres: 0, waitsBecause });
  const open = async () => {
    const field = await context.field();
    await checkSessions(field);
    await checkField(field, { capture: true });
    await context.queue();
  };
  return (await interruptible((signal) => untilReachable(open, { signal, pauseMs: everyMs(options), onWait }))) === 'done';
}
