import type { HostContext } from '../host-context.ts';

/** Keeps leases and jobs; an account whose lease another host has taken is let go. */
export async function keepLeases({ id, store, queue, busy }: HostContext): Promise<void> {
  if (busy.size === 0) return;
  const taken = await store.prolong(id, [...busy.keys()]);
  await queue.touch([...busy.values()].map(({ job }) => job));
  for (const account of taken) busy.get(account)?.abort.abort(new Error('another host has the account'));
}
