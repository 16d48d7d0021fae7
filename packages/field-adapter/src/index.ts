export { checkFence, lowerFence, raiseFence } from './authority/fence.ts';
export { accountsOfHq, countByKeeper, unsettledAccounts, whoKeeps } from './authority/who-keeps.ts';
export { accountsPerWalk, groupAccounts } from './backfill/group-accounts.ts';
export * from './backfill/list-accounts.ts';
export { type Checkpoint, walkAccounts, type WalkPage } from './backfill/walk-accounts.ts';
export { type AdministrationClient, createAdministrationClient } from './client/administration-client.ts';
export { isSigningKey } from './client/signing-key.ts';
export { createHqClient, type HqClient, type HqClientOptions } from './client/hq-client.ts';
export { traceIdOf } from './client/traceparent.ts';
export { tracedClient } from './client/traced-client.ts';
export { HqError } from './client/hq-error.ts';
export { reachHq } from './client/reach-hq.ts';
export { createPush, type Push, type Pushed, type PushOptions } from './creations/push.ts';
export type { NewRecord } from './creations/read-creation.ts';
export type { AccountState, AccountStates } from './delivery/account-states.ts';
export { recordsIn } from './delivery/batches.ts';
export { createDelivery, type Delivery } from './delivery/delivery.ts';
export { DeliveryError } from './delivery/delivery-error.ts';
export { StatesError } from './delivery/states-error.ts';
export type { DeliveryTally } from './delivery/delivery-tally.ts';
export { FieldError, type FieldErrorCode, inField, toFieldError } from './field-db/field-error.ts';
export { checkField, checkSessions, type FieldDatabase, openField } from './field-db/open-field.ts';
export { type FieldPressure, readPressure } from './field-db/read-pressure.ts';
export { unassignedAccount } from './field-db/records.ts';
export { isContractKey } from './mapping/contract-key.ts';
export type { MappedRecord } from './mapping/map-record.ts';
export { type Rule, rules } from './mapping/mapped.ts';
export { strongestStatus } from './mapping/memberships.ts';
export { type CaptureStatus, captureStatus, isOutboxEmpty, oldestWaiting, outboxDrained, outboxMark } from './outbox/capture-status.ts';
export { endSilentSessions } from './outbox/end-silent-sessions.ts';
export { type ForgottenId, forgetHqIds } from './quarantine/forget-hq-ids.ts';
export { installCapture, retireCapture, uninstallCapture } from './outbox/install-capture.ts';
export { onCapture } from './outbox/on-capture.ts';
export { giveBackClaimsOf } from './outbox/claims.ts';
export { createRelay, type Relay, type RelayPass } from './outbox/relay.ts';
export { type AccountBacklog, accountBacklog } from './outbox/account-backlog.ts';
export { reservedNameKey } from './mapping/map-project.ts';
export { touchAccounts } from './outbox/touch-accounts.ts';
export { type RecordToTouch, touchRecords } from './outbox/touch-records.ts';
export { advanceVersions, currentVersion, drawVersion, versionsOnTheirWay } from './outbox/versions.ts';
export { createFieldHandlers } from './provisioning/field-handlers.ts';
export { lastPut, takeTurns } from './provisioning/provisioned.ts';
export { holdLogin, removeAccountRows, removeProjectRow } from './provisioning/removals.ts';
export {
  countQuarantine,
  listQuarantine,
  quarantineByReason,
  quarantinedKeys,
  type QuarantineEntry,
  type QuarantineFilter,
  releaseQuarantine,
} from './quarantine/quarantine.ts';
export { activityByHour } from './preflight/activity-by-hour.ts';
export { changeRate } from './preflight/change-rate.ts';
export { estimateRecords, type RecordEstimate } from './preflight/estimate-records.ts';
export { hasPolicies, missingRights, roleForField } from './preflight/rights.ts';
export { preflight, type PreflightReport } from './preflight/preflight.ts';
export { type BoundsInput, type FieldVerification, openVerification } from './extracts/index.ts';
export { forgetTruncations, lastTruncation } from './outbox/truncations.ts';
export { followTouches, stopFollowing } from './touched-log/follow-touches.ts';
export { takeTouched, type TouchedRecord } from './touched-log/take-touched.ts';
export { type Ledger, type LedgerLine, readLedger } from './balance/read-ledger.ts';
