import type { HostContext } from '../host-context.ts';

/** Keeps leases and jobs; an account whose lease another host has taken is let go. */
export async function keepLeases({ id, store, queue, hands }: HostContext): Promise<void> {
  const jobs = [...hands].flatMap((hand) => hand.jobs);
  if (jobs.length === 0) return;
  const taken = await store.prolong(
    id,
    jobs.map(({ account }) => account),
  );
  await queue.touch(jobs);
  for (const account of taken) for (const hand of hands) hand.lost.get(account)?.abort(new Error('another host has the account'));
}
