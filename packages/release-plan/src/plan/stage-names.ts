/** The stages of the release in their order, as `pnpm migrate stage` knows them. */
export const stageNames = [
  'prepared',
  'hq-released',
  'push-enabled',
  'smoke-migrated',
  'migrating',
  'validated',
  'hq-final',
  'field-cut-over',
  'smoke-tested',
  'done',
  'aborted',
] as const;

export type StageName = (typeof stageNames)[number];
