import type { Check, Comparison, Section } from '../report.ts';
import type { Answer, HqUnderTest } from './hq-under-test.ts';

export type ServerSection = Section<HqUnderTest>;
export type ServerCheck = Check<HqUnderTest>;

/** A check of the server in one line: its sentence, and how it is found out. */
export function check(title: string, run: (hq: HqUnderTest) => Promise<Comparison>): ServerCheck {
  return { title, run };
}

/** Compares two values. */
export function compare(got: unknown, expected: unknown): Comparison {
  return { expected, got };
}

/** Status and reason of an answer, for comparing refusals. */
export function verdictOf({ status, error }: Answer): { status: number; reason: string | null } {
  return { status, reason: error?.data?.reason ?? null };
}

/** Expects an answer to be a refusal. */
export function refused(answer: Answer, status: number, reason: string): Comparison {
  return compare(verdictOf(answer), { status, reason });
}

/** Expects an answer to be none. */
export function accepted(answer: Answer): Comparison {
  return compare(verdictOf(answer), { status: 200, reason: null });
}
