// What stands in quarantine at the moment of the snapshot. Before capture is installed there is no such table, and nothing stands there.
import type { Snapshot } from './snapshot.ts';

/** Creates `extract_quarantine (entity, external_id)`. */
export async function createQuarantine(snapshot: Snapshot): Promise<void> {
  const [found] = await snapshot.read(`select to_regclass('outbound.quarantine')::text as name`);
  await snapshot.run(`create temp table extract_quarantine (entity text collate "C", external_id text collate "C")`);
  if (found?.name) await snapshot.run('insert into extract_quarantine select entity, external_id from outbound.quarantine');
}
