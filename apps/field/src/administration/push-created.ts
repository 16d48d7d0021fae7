import type { NewRecord, Push, Pushed } from '@hq-field/field-adapter';
import type { Gates } from '@hq-field/gates';

/**
 * Posts what a customer has just created to HQ while the gate is on for its account. Off, or when HQ does not take it now, the relay
 * brings it: nothing depends on this but how soon.
 */
export async function pushCreated(gates: Pick<Gates, 'isOn'>, push: Push, account: string, created: NewRecord): Promise<Pushed> {
  if (await gates.isOn('field.push', account)) return push.push(created);
  return { state: 'left', reason: 'the gate field.push is off for this account' };
}
