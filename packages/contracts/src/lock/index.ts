export { contractLock, digestOfLock, lockText } from './contract-lock.ts';
export type { ContractLock, JsonSchema, LockedProcedure, SampleTable } from './lock-shape.ts';
