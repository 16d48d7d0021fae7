/** Every failpoint, in the order of the road, and where it stands. */
export const failpointNames = {
  'resolve:before-commit': 'captured rows are taken and records are in the outbox, in one open transaction',
  'relay:after-claim': 'records are claimed, the states are not looked at yet',
  'relay:after-look': 'what is planned is dropped, and a version is drawn',
  'relay:after-version': 'a version is drawn, nothing is read',
  'relay:after-read': 'records are read, nothing is sent',
  'client:before-send': 'a batch is made, no byte has left',
  'apply:before-commit': 'HQ has written a batch in an open transaction',
  'apply:after-commit': 'HQ has committed a batch and not answered',
  'client:after-send': 'HQ has answered, nobody knows yet',
  'settle:before-round': 'HQ has deferred records; they are about to be read again',
  'write-back:before-commit': "HQ's ids stand in Field, in an open transaction",
  'relay:before-acknowledge': 'HQ holds the records, the outbox does too',
  'release:after-action': 'an action of a stage stands, nothing is written down of it',
  'release:after-value': "the value of an account has moved at HQ, in either direction; Field's gate and touches are those of before",
  'backfill:after-start': 'accounts have moved to backfilling, no snapshot is taken',
  'backfill:before-checkpoint': 'pages are delivered, the checkpoint is the one before',
  'backfill:before-walked': 'every page is delivered, the account is still backfilling',
} as const;

export type FailpointName = keyof typeof failpointNames;
