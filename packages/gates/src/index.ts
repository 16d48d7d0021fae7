export { bucketOf } from './bucket.ts';
export { decideGate, type GateBecause } from './decide-gate.ts';
export { type GateChange, type GateWish, inherit, toGateChange } from './gate-change.ts';
export { GateError } from './gate-error.ts';
export { gateList, type GateName, gateNames, type GateValue, offValue } from './gate-list.ts';
export { GateProvider } from './gate-provider.ts';
export { changeGate, gateHistory, type GateHistoryRow, type GateRow, listGates, readGates } from './gate-store.ts';
export { createGateTables } from './gate-tables.ts';
export { type Gates, openGates, type OpenGatesOptions } from './open-gates.ts';
