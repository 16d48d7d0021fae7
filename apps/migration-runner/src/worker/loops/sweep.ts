import type { HostContext } from '../host-context.ts';

/** A host that lives has begun with an account when it has had its job for so long. */
const beginsWithinSeconds = 2;

/** Brings back accounts whose host or job is gone: the queue may forget, the accounts table does not. */
export async function sweep({ queue, store }: Pick<HostContext, 'queue' | 'store'>, options: { all: boolean }): Promise<void> {
  const fetched = await queue.inHandFor(beginsWithinSeconds);
  const neverBegun = fetched.length === 0 ? [] : await store.waiting(fetched);
  const abandoned = [...new Set([...(await store.abandoned()), ...neverBegun])];
  if (abandoned.length > 0) {
    await queue.forget(abandoned);
    await queue.enqueue(abandoned, { urgency: 'let-go' });
  }
  if (!options.all) return;
  await store.markOverlooked();
  await queue.enqueue(await store.waiting());
}
