import { setTimeout as sleep } from 'node:timers/promises';
import { createHqClient, type FieldDatabase, type HqClient, openField } from '@hq-field/field-adapter';
import { type Logger, pino } from 'pino';
import { AccountStore } from './accounts/account-store.ts';
import type { Config } from './config.ts';
import { openRunner, type RunnerDatabase } from './database/open-runner.ts';
import { refuseEqual } from './database/refuse-others.ts';
import { developmentKeys, developmentUrl } from './development/defaults.ts';
import type { AccountQueue } from './queue/account-queue.ts';
import { ThrottleStore } from './throttle/throttle-store.ts';

/** Somewhat longer than a connection is given to end its queries. */
const closeMs = 2500;

/** What commands work with. Each part is loaded and opened when it is first asked for, and closed with the context. */
export interface Context {
  readonly config: Config;
  readonly log: Logger;
  field(): Promise<FieldDatabase>;
  /** One more connection to Field, for whoever keeps something in its session. */
  fieldSession(): Promise<FieldDatabase>;
  runner(): Promise<RunnerDatabase>;
  queue(): Promise<AccountQueue>;
  hq(): Promise<HqClient>;
  accounts(): Promise<AccountStore>;
  throttle(): Promise<ThrottleStore>;
  close(): Promise<void>;
}

/** The wiring of the runner, in one place. */
export function createContext(config: Config): Context {
  // Logs go to stderr: stdout is for what a command answers.
  const logTo = pino.destination(2);
  // A log that cannot be written is no reason for a host to end, nor for one that ends to try for ever to write what is left.
  logTo.on('error', () => {
    logTo.flushSync = () => {};
  });
  const log = pino({ level: config.logLevel, base: undefined, redact: ['*.email', '*.password', '*.authorization'] }, logTo);
  const closing: (() => Promise<unknown>)[] = [];
  const once = <T>(open: () => Promise<T>): (() => Promise<T>) => {
    let opened: Promise<T> | null = null;
    // What could not be opened is tried again by whoever asks next.
    return () =>
      (opened ??= open().catch((error: unknown) => {
        opened = null;
        throw error;
      }));
  };
  const runnerUrl = once(async () => {
    const url = config.runnerUrl ?? (await developmentUrl('runner'));
    refuseEqual(url, config.fieldUrl);
    return url;
  });

  const connectedField = async (max: number) => {
    const opened = openField(config.fieldUrl ?? (await developmentUrl('field')), { max });
    closing.push(() => opened.end({ timeout: 2 }));
    return opened;
  };
  const field = once(() => connectedField(24));
  const runner = once(async () => {
    const opened = await openRunner(await runnerUrl());
    closing.push(() => opened.end({ timeout: 2 }));
    return opened;
  });
  const queue = once(async () => {
    await runner();
    const { openPgBossQueue } = await import('./queue/pg-boss-queue.ts');
    const opened = await openPgBossQueue(await runnerUrl(), (error) => log.warn({ reason: error.message }, 'queue:error'));
    closing.push(() => opened.close());
    return opened;
  });
  const hq = once(async () =>
    createHqClient({
      url: config.hqUrl,
      timeoutMs: config.hqRequestMs,
      signingKeyFile: config.signingKeyFile ?? (await developmentKeys()).signingKeyFile,
      signingKeySetting: 'RUNNER_SIGNING_KEY_FILE',
    }),
  );
  return {
    config,
    log,
    field,
    fieldSession: once(() => connectedField(1)),
    runner,
    queue,
    hq,
    accounts: once(async () => new AccountStore(await runner())),
    throttle: once(async () => new ThrottleStore(await runner())),
    async close() {
      // A database that does not answer is not waited for.
      const closed = Promise.allSettled(closing.toReversed().map((close) => close()));
      await Promise.race([closed, sleep(closeMs, undefined, { ref: false })]);
    },
  };
}
