import { InvalidArgumentError } from 'commander';
import { retryRefused } from '../provisioning/outbox.ts';
import { queueFigures, queueLines } from '../provisioning/queue-view.ts';
import { onHqDatabase } from './on-hq-database.ts';

/** A whole number above 0, of the option `--limit`. */
export function limitOf(text: string): number {
  const limit = Number(text);
  if (!/^[0-9]+$/u.test(text) || limit < 1 || limit > 10_000) throw new InvalidArgumentError('It is a whole number from 1 to 10000.');
  return limit;
}

/** `hq provisioning`: what HQ has created and Field has not acknowledged, and why. */
export async function provisioning(options: { json?: boolean; limit: number; retry?: boolean }): Promise<void> {
  const { retried, figures, lines } = await onHqDatabase('provisioning', async (sql) => ({
    retried: options.retry ? await retryRefused(sql, null) : 0,
    figures: await queueFigures(sql),
    lines: await queueLines(sql, options.limit),
  }));
  if (options.json) {
    console.log(JSON.stringify({ ...figures, retried, records: lines }));
    return;
  }
  console.log(
    `${figures.waiting} wait for Field, the oldest for ${Math.round(figures.oldestSeconds)} s; ${figures.refused} refused${options.retry ? `; ${retried} are tried again` : ''}`,
  );
  for (const line of lines) {
    const why = line.refusedBecause === null ? (line.waitsBecause ?? 'on its way') : `REFUSED ${line.refusedBecause}`;
    const name = line.isRemoved ? '(removed at HQ)' : (line.name ?? '(gone)');
    console.log(`${line.entity} ${line.recordId} ${name}: ${why} (${line.attempts} attempts)`);
  }
}
