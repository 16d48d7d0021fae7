import { openSession } from '../hq-db/connections.ts';
import { retryRefused } from '../provisioning/outbox.ts';
import { queueFigures, queueLines } from '../provisioning/queue-view.ts';
import { databaseUrlOf } from './database-url.ts';

/** `hq provisioning`: what HQ has created and Field has not acknowledged, and why. */
export async function provisioning(options: { json?: boolean; limit: string; retry?: boolean }): Promise<void> {
  const sql = openSession(await databaseUrlOf(), 'hq provisioning');
  try {
    const retried = options.retry ? await retryRefused(sql, null) : 0;
    const figures = await queueFigures(sql);
    const lines = await queueLines(sql, Number(options.limit) || 50);
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
  } finally {
    await sql.end({ timeout: 1 });
  }
}
