export type { BoundsInput } from './range-sums.ts';
export { type FieldVerification, openVerification } from './field-verification.ts';
