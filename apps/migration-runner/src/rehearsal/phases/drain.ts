import { setTimeout as sleep } from 'node:timers/promises';
import { captureStatus, outboxDrained, outboxMark, quarantineByReason } from '@hq-field/field-adapter';
import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { stallGuard } from '../stall.ts';
import { allLive } from './progress-of-records.ts';

/** Changes stop, what is captured is sent, and the runner ends in good order. */
export async function drain(context: RehearsalContext): Promise<string> {
  const { figures, cast } = context;
  const field = need(context, 'field');
  await cast.changes?.stop();
  const mark = await outboxMark(field);
  const begun = performance.now();
  const guard = stallGuard();
  for (;;) {
    context.signal.throwIfAborted();
    const { outboxRows } = await captureStatus(field);
    if (outboxRows === 0 && (await outboxDrained(field, mark)) && (await allLive(context))) break;
    context.progress.set(0, 1, `${outboxRows} rows in the outbox`);
    guard(`${outboxRows} rows in the outbox`);
    await sleep(100);
  }
  const seconds = (performance.now() - begun) / 1000;
  const control = need(context, 'control');
  await need(context, 'runnerChild').stop();
  figures.lagMs = await control.lag();
  figures.outboxLeft = (await captureStatus(field)).outboxRows;
  figures.accounts = await control.accountsByState();
  figures.quarantine = await quarantineByReason(field);
  const made = figures.changes === null ? '' : `${figures.changes.made} changes had been made; `;
  return `${made}queue and outbox empty ${seconds.toFixed(1)} s after the last`;
}
