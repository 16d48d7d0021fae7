import type { Finding } from './finding.ts';
import type { Category } from './rules.ts';

const order: readonly Category[] = ['error', 'warning', 'info'];

/** Findings for a terminal: the worst first, one a line. */
export function findingsText(findings: readonly Finding[]): string {
  const sorted = order.flatMap((category) => findings.filter((one) => one.category === category));
  return sorted.map(({ category, rule, message }) => `${category.padEnd(8)}${rule}\n        ${message}\n`).join('');
}

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Findings as annotations of a GitHub workflow run. */
export function findingsForGithub(findings: readonly Finding[], file: string): string {
  return findings
    .map(({ category, rule, message }) => `::${commands[category]} file=${property(file)},title=${property(rule)}::${escaped(message)}\n`)
    .join('');
}

function escaped(words: string): string {
  return words.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(words: string): string {
  return escaped(words).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
