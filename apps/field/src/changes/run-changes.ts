import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { FieldAppError } from '../field-app-error.ts';
import { Random } from '../generator/random.ts';
import { hasLegacySchema } from '../legacy-schema/legacy-schema.ts';
import { NothingToChange } from './change-kind.ts';
import { changeKinds, pickKind } from './change-kinds.ts';

export interface ChangesOptions {
  databaseUrl: string;
  ratePerSecond: number;
  /** The same seed makes the same kinds of changes in the same order. */
  seed: string | number;
  /** Goes on until the signal when not given. */
  seconds?: number;
  signal?: AbortSignal;
  /** Called about once a second. */
  onProgress?: (totals: ChangeTotals) => void;
}

export interface ChangeTotals {
  changes: number;
  errors: number;
  seconds: number;
  byKind: Record<string, number>;
  /** Messages of errors and how often each came. */
  messages: Record<string, number>;
}

// A slow change may hold two connections; there are always enough for all that may be under way.
const mostQuick = 10;
const mostSlow = 4;

/** Changes Field as its users do, at a steady rate. Ends when the time is over or the signal comes, with everything under way finished. */
export async function runChanges({
  databaseUrl,
  ratePerSecond,
  seed,
  seconds = Infinity,
  signal,
  onProgress,
}: ChangesOptions): Promise<ChangeTotals> {
  const sql = postgres(databaseUrl, {
    max: mostQuick + 2 * mostSlow,
    onnotice: () => {},
    connect_timeout: 10,
    connection: { application_name: 'field-changes' },
  });
  try {
    if (!(await hasLegacySchema(sql)))
      throw new FieldAppError('schema_missing', 'The Field database has no tables. Run `pnpm field seed` first.');
    return await stream(sql, { ratePerSecond, seed, seconds, signal, onProgress });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function stream(
  sql: postgres.Sql,
  {
    ratePerSecond,
    seed,
    seconds,
    signal,
    onProgress,
  }: {
    ratePerSecond: number;
    seed: string | number;
    seconds: number;
    signal: AbortSignal | undefined;
    onProgress: ChangesOptions['onProgress'];
  },
): Promise<ChangeTotals> {
  const random = new Random(`changes/${seed}`);
  const totals: ChangeTotals = {
    changes: 0,
    errors: 0,
    seconds: 0,
    byKind: Object.fromEntries(Object.keys(changeKinds).map((id) => [id, 0])),
    messages: {},
  };
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  const underWay = new Set<Promise<void>>();
  let slow = 0;
  let started = 0;
  let reported = 0;

  async function oneChange(own: Random): Promise<void> {
    // Nothing to change means another kind; five times nothing means that Field is as good as empty.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [id, kind] = pickKind(own, slow < mostSlow);
      if (kind.slow === true) slow += 1;
      try {
        await kind.run(sql, own);
        totals.changes += 1;
        totals.byKind[id] = (totals.byKind[id] ?? 0) + 1;
        return;
      } catch (error) {
        if (error instanceof NothingToChange) continue;
        totals.errors += 1;
        const message = `${id}: ${error instanceof Error ? error.message : String(error)}`;
        totals.messages[message] = (totals.messages[message] ?? 0) + 1;
        return;
      } finally {
        if (kind.slow === true) slow -= 1;
      }
    }
    totals.errors += 1;
    totals.messages['Found no rows to change.'] = (totals.messages['Found no rows to change.'] ?? 0) + 1;
  }

  const stopped = () => signal?.aborted === true || elapsed() >= seconds;
  while (!stopped()) {
    const due = Math.floor(Math.min(elapsed(), seconds) * ratePerSecond) - started;
    for (let count = 0; count < due && underWay.size - slow < mostQuick; count += 1) {
      started += 1;
      const change = oneChange(new Random(`${seed}/${started}/${random.next()}`)).finally(() => underWay.delete(change));
      underWay.add(change);
    }
    if (elapsed() - reported >= 1) {
      reported = elapsed();
      onProgress?.({ ...totals, seconds: reported });
    }
    await sleep(5);
  }
  await Promise.all(underWay);
  return { ...totals, seconds: elapsed() };
}
