import type { HostContext } from '../host-context.ts';

/** Brings back accounts whose host or job is gone: the queue may forget, the accounts table does not. */
export async function sweep({ queue, store }: HostContext, options: { all: boolean }): Promise<void> {
  const abandoned = await store.abandoned();
  if (abandoned.length > 0) {
    await queue.forget(abandoned);
    await queue.enqueue(abandoned, { urgency: 'let-go' });
  }
  if (!options.all) return;
  await store.markOverlooked();
  await queue.enqueue(await store.waiting());
}
