import { type AccountState, captureStatus, type FieldDatabase } from '@hq-field/field-adapter';
import { toRunnerError } from '../runner-error.ts';
import type { FiguresSummary } from '../worker/host-figures.ts';
import type { Host } from '../worker/host.ts';
import type { CommandOptions } from './command.ts';

/** How far a host is. */
export interface WorkLine {
  seconds: number;
  accounts: Record<AccountState, number>;
  figures: FiguresSummary;
  recordsPerSecond: number;
  outbox: { rows: number; oldestSeconds: number | null };
  quarantined: number;
  throttle: { workers: number; fibres: number; waitsBecause: string | null };
}

/** From line to line, in milliseconds. */
export const everyMs = ({ json }: CommandOptions) => (json ? 1000 : 2000);

/** Says line after line how far a host is, until `end`; `count` says it now, and `lastKnown` is the last line that was said. */
export function tellProgress(
  host: Host,
  { field, options, seconds }: { field: FieldDatabase; options: CommandOptions; seconds: () => number },
) {
  let known: WorkLine | null = null;
  let isOver = false;
  const limits = () => ({ workers: host.allowance.workers, fibres: host.allowance.fibres });

  async function count(): Promise<WorkLine> {
    const figures = host.figures.summary();
    const { outboxRows, oldestSeconds, quarantined } = await captureStatus(field);
    return {
      seconds: seconds(),
      accounts: await host.store.byState(),
      figures,
      recordsPerSecond: figures.records - (known?.figures.records ?? 0),
      outbox: { rows: outboxRows, oldestSeconds },
      quarantined,
      throttle: { ...limits(), waitsBecause: host.waitsBecause },
    };
  }

  function tell(line: WorkLine): void {
    // What is still being counted is not said behind the last line.
    if (isOver) return;
    known = line;
    if (options.json) options.print(`${JSON.stringify(line)}\n`);
    else process.stderr.write(`${inWords(line)}\n`);
  }

  /** A database is away: nothing can be counted, and why is what matters now. */
  function tellWhyNot(error: unknown): void {
    if (isOver) return;
    const reason = toRunnerError(error);
    const waitsBecause = host.waitsBecause ?? (reason instanceof Error ? reason.message : String(reason));
    sayWhyItWaits(options, seconds(), { ...limits(), waitsBecause });
  }

  const timer = setInterval(() => void count().then(tell, tellWhyNot), everyMs(options));
  return {
    count,
    lastKnown: () => known,
    end(): void {
      isOver = true;
      clearInterval(timer);
    },
  };
}

export function sayWhyItWaits(
  options: CommandOptions,
  seconds: number,
  throttle: { workers: number; fibres: number; waitsBecause: string },
): void {
  if (options.json) options.print(`${JSON.stringify({ seconds, throttle })}\n`);
  else process.stderr.write(`${seconds.toFixed(0)} s · waits: ${throttle.waitsBecause}\n`);
}

function inWords(line: WorkLine): string {
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
