/** Columns of the schema outbound that an older release did not make: installing once more adds them. */
export const laterColumns = ['changes.guid', 'changes.traceparent', 'changes.image', 'touches.again', 'touches.traceparents'];
