import { columnSeparator, rowColumns } from '@hq-field/contracts';
import type { LineDifference } from './compare-extracts.ts';
import { csvLines } from './csv-lines.ts';

/**
 * How the account of a line is found: in its own columns, or through its project, because joins of projects do not name their account.
 * `projects` streams extracts of projects; of a project that stands there twice the last line counts. A person is of no account.
 */
export async function accountFinder(
  lines: readonly LineDifference[],
  projects: () => AsyncIterable<string>,
): Promise<(line: LineDifference) => string | null> {
  const wanted = new Set(lines.filter((line) => !hasAccount(line)).map(projectOf));
  const accounts = new Map<string, string | null>();
  if (wanted.size > 0) {
    const [projectAt, accountAt] = [rowColumns.project.indexOf('project'), rowColumns.project.indexOf('account')];
    for await (const { fields } of csvLines(projects())) {
      const project = fields[projectAt] ?? '';
      if (wanted.has(project)) accounts.set(project, fields[accountAt] ?? null);
    }
  }
  return (line) => {
    if (line.entity === 'user') return null;
    if (hasAccount(line)) return (line.inField ?? line.inHq)?.[columnsOf(line).indexOf('account')] ?? null;
    return accounts.get(projectOf(line)) ?? null;
  };
}

function projectOf(line: LineDifference): string {
  return line.key.split(columnSeparator)[0] ?? '';
}

function hasAccount(line: LineDifference): boolean {
  return line.entity === 'user' || columnsOf(line).includes('account');
}

function columnsOf(line: LineDifference): readonly string[] {
  return rowColumns[line.entity];
}
