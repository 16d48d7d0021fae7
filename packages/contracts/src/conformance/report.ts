/** What was expected and what came: a check passes when both are deeply equal. Both are data that JSON can hold. */
export interface Comparison {
  expected: unknown;
  got: unknown;
}

/** One sentence of the specification, and how it is found out. A check that throws has failed with the error's words. */
export interface Check<Subject> {
  title: string;
  run(subject: Subject): Promise<Comparison>;
}

export interface Section<Subject> {
  title: string;
  checks: readonly Check<Subject>[];
  /** Why the section cannot run with what the caller gave; null when it can. */
  lacks?(subject: Subject): string | null | Promise<string | null>;
}

export interface CheckResult extends Comparison {
  title: string;
  passed: boolean;
  milliseconds: number;
}

/** The outcome of a run as data. */
export interface ConformanceReport {
  sections: { title: string; checks: CheckResult[] }[];
  /** Sections that did not run, each with the reason. */
  leftOut: { title: string; reason: string }[];
}

/** Results that did not pass, with the title of their section. */
export function failures(report: ConformanceReport): (CheckResult & { section: string })[] {
  return report.sections.flatMap((section) =>
    section.checks.filter(({ passed }) => !passed).map((check) => ({ section: section.title, ...check })),
  );
}
