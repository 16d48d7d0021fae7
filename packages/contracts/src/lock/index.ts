export { contractLock, digestOfLock, lockText } from './contract-lock.ts';
export type { ContractLock, JsonSchema, LockedProcedure } from './lock-shape.ts';
