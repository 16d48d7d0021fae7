import { oldestWaiting } from '@hq-field/field-adapter';
import type { HostContext } from '../host-context.ts';

/**
 * catching-up to live, once what was captured before is acknowledged. Occupies no worker. To find that out Field reads its whole outbox, so it is
 * asked only while an account waits for that.
 */
export async function catchUp({ store, field }: HostContext): Promise<void> {
  if (await store.isCatchingUp()) await store.drained(await oldestWaiting(field));
}
