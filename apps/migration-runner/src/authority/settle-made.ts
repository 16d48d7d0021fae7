import { type FieldDatabase, lowerFence, unsettledAccounts } from '@hq-field/field-adapter';
import type { Context } from '../context.ts';
import { administeredByHq } from './administered-by-hq.ts';

/**
 * Notes in Field which of the accounts that HQ has made are Field's. A put does not say so, and Field takes them for HQ's until it knows. HQ is asked
 * only when there are such accounts. Throws HqError and FieldError.
 */
export async function settleMadeByHq(context: Context, field: FieldDatabase): Promise<void> {
  const unsettled = await unsettledAccounts(field);
  if (unsettled.length === 0) return;
  const ofHq = await (await administeredByHq(context))(unsettled);
  // They have no fence, of whatever epoch.
  for (const account of unsettled) if (!ofHq.has(account)) await lowerFence(field, account, 0);
}
