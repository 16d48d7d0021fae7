export { parseDuration } from './offsets/duration.ts';
export { OffsetError } from './offsets/offset-error.ts';
export { atWallClock } from './offsets/wall-clock.ts';
export { type Contingency, type Message, type Office, type Plan, planSchema, type Question, type Step, weekdays } from './plan/plan.ts';
export { type StageName, stageNames } from './plan/stage-names.ts';
export type { Schedule, ScheduledMessage, ScheduledStep, Span } from './schedule/schedule.ts';
