import type { AuthorityOwner } from '@hq-field/contracts';
import { type AccountGate, isAsOfField, valueOf } from './account-gate.ts';

/** Where the administration of an account stands: at HQ, in Field's own database, and at the gate. */
export interface AccountPlace {
  account: string;
  owner: AuthorityOwner;
  isFenced: boolean;
  gate: AccountGate;
}

/** A move to HQ has come to its end: the value, the fence and the gate. */
export const isWhollyAtHq = ({ owner, isFenced, gate }: AccountPlace): boolean => owner === 'hq' && isFenced && valueOf(gate) === 'hq';

/** A move back to Field has come to its end, the touches too: the fence stands until then. */
export const isWhollyAtField = ({ owner, isFenced, gate }: AccountPlace): boolean => owner === 'field' && !isFenced && isAsOfField(gate);
