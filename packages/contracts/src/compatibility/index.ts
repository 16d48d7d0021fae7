export { type Bump, compareLocks, nextVersion, requiredBump } from './compare-locks.ts';
export { compareSchemas } from './compare-schemas.ts';
export type { Finding } from './finding.ts';
export { findingsForGithub, findingsText } from './findings-text.ts';
export { type Category, type Direction, type Rule, type RuleId, ruleIds, rules, type Side } from './rules.ts';
export type { ContractLock, JsonSchema, LockedProcedure } from '../lock/lock-shape.ts';
