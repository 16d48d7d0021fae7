import { giveBackClaimsOf } from '@hq-field/field-adapter';
import { goneHosts } from '../../hosts/host-session.ts';
import type { HostContext } from '../host-context.ts';

/** Gives back what hosts that have died had claimed of Field's outbox, once each: their changes wait for no lease. */
export function claimsGiver({ runner, field, log }: Pick<HostContext, 'runner' | 'field' | 'log'>): () => Promise<void> {
  let done: readonly string[] = [];
  return async () => {
    const gone = await goneHosts(runner);
    for (const host of gone.filter((one) => !done.includes(one))) {
      const changes = await giveBackClaimsOf(field, host);
      log.info({ host, changes }, 'host:gone');
    }
    done = gone;
  };
}
