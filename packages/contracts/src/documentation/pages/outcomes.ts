import { outcome, outcomes } from '../../v1/outcome.ts';
import { type Block, code, heading, link, type Page, paragraph, table } from '../document.ts';
import { type History, versionWords } from '../history.ts';
import { fates, reasonFacts, type ReasonFacts, type ReasonPlace } from '../reason-facts.ts';
import { componentOf, type WordedSchema } from '../schemas/component-schemas.ts';
import { fieldTable } from './field-table.ts';

const places: Readonly<Record<ReasonPlace, string>> = {
  request: 'a refused request',
  deferred: 'a record, with outcome deferred',
  rejected: 'a record, with outcome rejected',
  field: 'the Field side, before a record is sent',
};

/** What becomes of a record, and every reason code with its fate. */
export function outcomesPage(schemas: Readonly<Record<string, WordedSchema>>, history: History): Page {
  return {
    name: 'outcomes',
    title: 'Outcomes and reason codes',
    blocks: [
      heading(2, 'Outcomes', 'schema-Outcome'),
      paragraph(
        'records.applyBatch answers with one outcome a record, in the order of the request. A caller that misses one counts the whole batch as failed.',
      ),
      ...outcomeBlocks((schemas[componentOf(outcome)]?.['oneOf'] ?? []) as WordedSchema[]),
      heading(2, 'Fates', 'fates'),
      paragraph('Every reason code has one fate, and keeps it. A code is never used again for another meaning.'),
      table(
        ['fate', 'what a caller does'],
        Object.entries(fates).map(([fate, what]) => ({ anchor: `fate-${fate}`, cells: [code(fate), what] })),
      ),
      heading(2, 'Reason codes', 'reasons'),
      table(
        ['code', 'fate', 'read in', 'since', 'meaning'],
        reasonFacts.map((facts) => reasonRow(facts, versionWords(history, history.sinceOfReason(facts.code)))),
      ),
    ],
  };
}

function outcomeBlocks(branches: readonly WordedSchema[]): Block[] {
  return branches.flatMap((branch) => {
    const { outcome: name } = branch['properties'] as { outcome: { const: keyof typeof outcomes } };
    return [heading(3, name.const, `outcome-${name.const}`), paragraph(outcomes[name.const]), fieldTable(branch, `outcome-${name.const}`)];
  });
}

function reasonRow({ code: reason, fate, meaning, place, refusal }: ReasonFacts, since: string) {
  const where = refusal === null ? places[place] : `${places[place]}, status ${refusal.status}`;
  return { anchor: `reason-${reason}`, cells: [code(reason), link(fate, `fate-${fate}`), where, since, meaning] };
}
