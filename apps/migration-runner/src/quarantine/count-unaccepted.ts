import { countQuarantine, type FieldDatabase } from '@hq-field/field-adapter';
import type { AcceptanceStore } from './acceptance-store.ts';

/** Records in quarantine that nobody answers for, which came there after `since`, or at all. */
export async function countUnaccepted(field: FieldDatabase, acceptances: AcceptanceStore, since: Date | null): Promise<number> {
  return countQuarantine(field, { since, except: await acceptances.list() });
}
