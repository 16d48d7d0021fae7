import { type ConformanceReport, failures } from './report.ts';

/** A report as text that reads like a specification: sections, one sentence a check, expected and got where they differ. */
export function conformanceText(report: ConformanceReport): string {
  const lines: string[] = [];
  for (const { title, checks } of report.sections) {
    lines.push(title);
    for (const check of checks) {
      lines.push(`  ${check.passed ? 'ok    ' : 'FAILED'} ${check.title}`);
      if (!check.passed) lines.push(`           expected ${inShort(check.expected)}`, `           got      ${inShort(check.got)}`);
    }
    lines.push('');
  }
  for (const { title, reason } of report.leftOut) lines.push(title, `  left out: ${reason}`, '');
  const all = report.sections.flatMap(({ checks }) => checks);
  const seconds = all.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  const failed = failures(report).length;
  lines.push(`${all.length - failed} of ${all.length} checks passed in ${seconds.toFixed(1)} s`);
  return `${lines.join('\n')}\n`;
}

function inShort(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 500 ? text : `${text.slice(0, 500)}... (${text.length} characters)`;
}
