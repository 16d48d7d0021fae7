import { FieldAppError } from '../field-app-error.ts';

/** Parses an option that must be a number of at least `least`, in decimal digits. */
export function numberOption(name: string, least: number) {
  return (value: string): number => {
    const number = /^\d+(\.\d+)?$/u.test(value) ? Number(value) : Number.NaN;
    if (Number.isFinite(number) && number >= least) return number;
    throw new FieldAppError('usage', `Expected \`--${name}\` to be a number of ${least} or more, got \`${value}\`.`);
  };
}
