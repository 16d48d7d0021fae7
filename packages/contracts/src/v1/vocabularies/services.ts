/** Service keys of HQ v1. Source: BIM 360 parameters guide. */
export const services = [
  'field',
  'glue',
  'schedule',
  'plan',
  'doc_manager',
  'admin',
  'pm',
  'fng',
  'collab',
  'cost',
  'gng',
  'insight',
] as const;

export type Service = (typeof services)[number];
