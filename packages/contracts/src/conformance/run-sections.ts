import { isDeepStrictEqual } from 'node:util';
import type { Check, CheckResult, ConformanceReport, Section } from './report.ts';

/** Runs every check one after the other, also when earlier ones failed. */
export async function runSections<Subject>(sections: readonly Section<Subject>[], subject: Subject): Promise<ConformanceReport> {
  const report: ConformanceReport = { sections: [], leftOut: [] };
  for (const { title, checks, lacks } of sections) {
    const reason = (await lacks?.(subject)) ?? null;
    if (reason !== null) {
      report.leftOut.push({ title, reason });
      continue;
    }
    const results: CheckResult[] = [];
    for (const check of checks) results.push(await runCheck(check, subject));
    report.sections.push({ title, checks: results });
  }
  return report;
}

async function runCheck<Subject>(check: Check<Subject>, subject: Subject): Promise<CheckResult> {
  const begun = performance.now();
  const milliseconds = () => Math.round(performance.now() - begun);
  try {
    const { expected, got } = await check.run(subject);
    return { title: check.title, passed: isDeepStrictEqual(got, expected), expected, got, milliseconds: milliseconds() };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { title: check.title, passed: false, expected: 'an answer', got: `an error: ${words}`, milliseconds: milliseconds() };
  }
}
