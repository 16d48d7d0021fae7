import {
  currentVersion,
  drawVersion,
  type FieldAccount,
  type FieldDatabase,
  listAccounts,
  unassignedAccount,
} from '@hq-field/field-adapter';
import type { AccountQueue } from '../queue/account-queue.ts';
import { RunnerError } from '../runner-error.ts';
import type { AccountStore } from './account-store.ts';

/** Which accounts: all of them and those that Field creates later, some by name, or living ones of every size. */
export type Wanted = 'all' | { named: readonly string[] } | { ofEverySize: number };

/** Puts accounts into the queue, the largest first, and dead letters back. Throws RunnerError with every name that nobody knows; then nothing is enqueued. */
export async function enqueueAccounts(
  parts: { field: FieldDatabase; store: AccountStore; queue: AccountQueue },
  wanted: Wanted,
  { again }: { again: boolean },
): Promise<{ chosen: string[]; enqueued: string[] }> {
  const { field, store, queue } = parts;
  const known = await knownAccounts(field, store);
  const chosen = wanted === 'all' ? known : 'named' in wanted ? named(known, wanted.named) : ofEverySize(known, wanted.ofEverySize);
  await store.register(known);
  if (!(await store.anyEnqueued())) await startVersions(field, store);
  if (wanted === 'all') await store.takeNewAccounts();
  const enqueued = await store.markEnqueued(
    chosen.map((account) => account.externalId),
    { again },
  );
  const rows = new Map(chosen.map((account) => [account.externalId, account.rows]));
  await queue.enqueue(enqueued.toSorted((a, b) => (rows.get(b) ?? 0) - (rows.get(a) ?? 0)));
  await queue.redrive();
  return { chosen: chosen.map(({ externalId }) => externalId), enqueued };
}

/** Those of Field, and those of the runner that Field has deleted for good: the walk of one finds nothing, and it becomes live like any other. */
async function knownAccounts(field: FieldDatabase, store: AccountStore): Promise<FieldAccount[]> {
  // Before Field is asked: what is not there then is gone.
  const registered = await store.registered();
  const there = (await Array.fromAsync(listAccounts(field))).flat();
  const names = new Set(there.map(({ externalId }) => externalId));
  const gone = registered.filter((account) => !names.has(account));
  return [...there, ...gone.map((externalId) => ({ externalId, deleted: true, rows: 0 }))];
}

/**
 * Field's sequence of versions tells whether it was sent before, also to a runner whose database was lost: then everything is sent with
 * versions, or what HQ holds from then would win.
 */
async function startVersions(field: FieldDatabase, store: AccountStore): Promise<void> {
  if ((await currentVersion(field)) > 0) await store.wantAgain();
  else await drawVersion(field);
}

/** Unknown accounts are named, and nothing is enqueued. */
function named(known: readonly FieldAccount[], accounts: readonly string[]): FieldAccount[] {
  const byId = new Map(known.map((account) => [account.externalId, account]));
  const unknown = accounts.filter((account) => !byId.has(account));
  if (unknown.length > 0)
    throw new RunnerError(
      'account_unknown',
      `Neither Field nor the runner has an account ${unknown.join(', ')}. Nothing was put into the queue.`,
    );
  return accounts.map((account) => byId.get(account) as FieldAccount);
}

/** Living accounts of every size: the quantiles of their sizes, the largest tenth left out because five should be done soon. */
export function ofEverySize(known: readonly FieldAccount[], wanted: number): FieldAccount[] {
  const living = known
    .filter((account) => !account.deleted && account.externalId !== unassignedAccount)
    .sort((a, b) => a.rows - b.rows || (a.externalId < b.externalId ? -1 : 1));
  const last = Math.max(0, Math.floor(living.length * 0.9) - 1);
  const picked = new Set<FieldAccount>();
  for (let index = 0; index < Math.min(wanted, living.length); index += 1)
    picked.add(living[Math.round((last * index) / Math.max(1, wanted - 1))] as FieldAccount);
  for (const account of living) if (picked.size < Math.min(wanted, living.length)) picked.add(account);
  return [...picked];
}
