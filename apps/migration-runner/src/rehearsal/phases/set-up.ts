import { join } from 'node:path';
import { createHqClient, installCapture, openField, preflight } from '@hq-field/field-adapter';
import { openDatabases } from '../databases.ts';
import { childEnvironment, need, rehearsalFolder, type RehearsalContext } from '../rehearsal-context.ts';
import { scripts } from '../../processes/scripts.ts';
import { openRunnerControl } from '../open-runner-control.ts';
import { startSampler } from '../sampler.ts';

/** Databases, empty, of a server of its own or as given. */
export async function startDatabases(context: RehearsalContext): Promise<string> {
  const databases = await openDatabases(context.given, { keep: context.options.keep, folder: join(rehearsalFolder, 'postgres') });
  context.closing.push(() => databases.stop());
  context.cast.databases = databases;
  const field = openField(databases.urls.field, { max: 6, applicationName: 'hq-field-rehearsal' });
  context.closing.push(() => field.end({ timeout: 5 }));
  context.cast.field = field;
  return `PostgreSQL ${databases.version}, databases field, hq and runner`;
}

/** The generator of apps/field, as a process. It says what it made as JSON. */
export async function seedField(context: RehearsalContext): Promise<string> {
  const { accounts, seed } = context.options;
  let made: { rows: Record<string, number> } = { rows: {} };
  const child = context.children.start('field-seed', scripts.field, {
    arguments: ['seed', '--accounts', String(accounts), '--seed', String(seed), '--json'],
    env: childEnvironment(context),
    ends: true,
    onLine(line) {
      if (line.startsWith('{')) made = JSON.parse(line) as typeof made;
    },
  });
  await child.done();
  const rows = Object.values(made.rows).reduce((sum, count) => sum + count, 0);
  return `${accounts} accounts, ${rows} rows in ${Object.keys(made.rows).length} tables`;
}

export async function watchField(context: RehearsalContext): Promise<string> {
  let steps = 0;
  await installCapture(need(context, 'field'), { onStep: () => (steps += 1) });
  return `the schema outbound and its triggers, ${steps} steps`;
}

/** `hq serve` on a free port, which it keeps when it is started again. */
export async function startHq(context: RehearsalContext): Promise<string> {
  const hqUrl = await spawnHq(context);
  const { signingKeyFile, counters, figures, elapsed } = context;
  context.cast.hqUrl = hqUrl;
  context.cast.hq = createHqClient({ url: hqUrl, signingKeyFile, timeoutMs: 120_000 });
  const { contractVersion } = await context.cast.hq.hello();
  const sampler = startSampler({ hqUrl, field: need(context, 'field'), counters, samples: figures.samples, elapsed });
  context.closing.push(() => sampler.stop());
  context.cast.sampler = sampler;
  return `${hqUrl}, contract ${contractVersion}`;
}

/** Starts HQ and waits until it listens; returns its address. */
export async function spawnHq(context: RehearsalContext): Promise<string> {
  const child = context.children.start('hq', scripts.hq, { arguments: ['serve'], env: childEnvironment(context) });
  context.cast.hqChild = child;
  const [, url] = await child.line(/HQ listens on (\S+)/u);
  return url ?? '';
}

export async function lookAhead(context: RehearsalContext): Promise<string> {
  const report = await preflight(need(context, 'field'), {
    onProgress: (done, total) => context.progress.set(done, total, `${done} of ${total} accounts`),
    signal: context.signal,
  });
  const rules = report.rules.map(({ rule, records }) => ({ rule, records }));
  context.figures.preflight = { records: report.records, rules, quarantine: report.quarantine };
  const records = Object.values(report.records).reduce((sum, count) => sum + count, 0);
  context.cast.expectedRecords = records;
  const refused = report.quarantine.reduce((sum, one) => sum + one.records, 0);
  return `${records} records to send, ${refused} to quarantine, ${report.rules.reduce((sum, one) => sum + one.records, 0)} touched by a rule`;
}

/** Everything that is not done yet; at first with one worker and one fibre. */
export async function fillQueue(context: RehearsalContext): Promise<string> {
  return `${await need(context, 'control').enqueueAll()} accounts`;
}

/** The runner's database, from the first phase that uses it. */
export async function connectRunner(context: RehearsalContext): Promise<void> {
  if (context.cast.control !== undefined) return;
  const control = await openRunnerControl(context);
  context.closing.push(() => control.close());
  context.cast.control = control;
}
