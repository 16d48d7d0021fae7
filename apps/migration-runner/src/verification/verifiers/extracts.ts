import { extractColumns, extractNames } from '@hq-field/contracts';
import { accountFinder } from '../account-of-line.ts';
import { compareExtracts, type LineDifference } from '../compare-extracts.ts';
import { kindOf } from '../compare-rows.ts';
import { differencesAgain, mostDifferences } from '../differences-of.ts';
import { explainLines } from '../explain-lines.ts';
import { type Difference, recordName } from '../finding.ts';
import type { Look } from '../take-reading.ts';
import type { Verifier } from './verifier.ts';

export const extracts: Verifier = {
  name: 'extracts',
  description: 'the neutral CSV of both systems, merged line by line',
  // The file of people has three of their columns.
  whole: false,
  disproves: ['counts', 'extracts'],
  everything: true,
  async *look(look, scope, progress) {
    await look.sent();
    const projects = () => projectsOf(look);
    for (const name of extractNames) {
      progress.say(`comparing the extract ${name}`);
      const lines: LineDifference[] = [];
      const compared = compareExtracts(name, look.field.extract(name), look.hq.extract(name));
      for (;;) {
        const { value, done } = await compared.next();
        if (done === true) {
          progress.records += value.linesInField;
          break;
        }
        if (lines.length < mostDifferences) lines.push(value);
        else progress.unread = 1;
      }
      const { findings } = await explainLines(lines, look.hq, look.quarantine, projects);
      const accountOf = await accountFinder(findings, projects);
      const differences = findings.map((line) => asDifference(line, accountOf(line))).filter(scope.includes);
      yield* withIds(differences, look);
    }
  },
  async *again(look, open, scope) {
    const written = open.filter(isSpelling);
    yield* differencesAgain(
      open.filter((one) => !isSpelling(one)),
      look,
    );
    // Rows have values, not characters of CSV: only the files themselves show another spelling.
    if (written.length > 0) yield* extracts.look(look, scope, { records: 0, unread: 0, say: () => {} });
  },
};

/**
 * The same differences as rows show them, because lines have no ids. What the rows do not show stays as the lines have it; so does a line that
 * both sides have and whose row stands in another account at HQ.
 */
async function* withIds(differences: readonly Difference[], look: Look): AsyncGenerator<Difference> {
  const left = new Map(differences.map((one) => [recordName(one), one]));
  for await (const difference of differencesAgain(differences, look)) {
    const line = left.get(recordName(difference));
    if (line === undefined) continue;
    left.delete(recordName(difference));
    yield line.fields.length > 0 && difference.fields.length === 0 ? { ...line, externalId: difference.externalId } : difference;
  }
  yield* left.values();
}

function isSpelling({ fields }: Difference): boolean {
  return fields.some(({ name }) => name === '(spelling)');
}

/** HQ's projects first: where both name an account, Field's counts. */
async function* projectsOf({ field, hq }: Look): AsyncGenerator<string> {
  yield* hq.extract('projects');
  yield* field.extract('projects');
}

function asDifference({ extract, entity, kind, key, columns, inField, inHq }: LineDifference, account: string | null): Difference {
  const names = extractColumns(extract);
  const fields = columns.map((name) => ({
    name,
    inField: inField?.[names.indexOf(name)] ?? null,
    inHq: inHq?.[names.indexOf(name)] ?? null,
  }));
  return { kind: kind === 'differs' ? kindOf(entity, fields) : kind, entity, account, key, externalId: null, fields };
}
