import type { FieldVisibleGate } from '../console-settings.ts';

/**
 * Whether the console shows Field's part of an account. The gate knows accounts by their guid in Field; one that is not there yet will have
 * HQ's id as its guid, so the answer stays the same when Field has it.
 */
export async function isFieldVisible(gates: FieldVisibleGate | null, account: { id: string; externalId: string | null }): Promise<boolean> {
  return gates !== null && (await gates.isOn('hq.field-visible', account.externalId ?? account.id));
}
