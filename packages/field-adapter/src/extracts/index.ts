export { type FieldVerification, openVerification } from './field-verification.ts';
