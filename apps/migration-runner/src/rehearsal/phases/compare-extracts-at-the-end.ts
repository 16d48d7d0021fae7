import { extractNames, extracts as extractsOfContract, type ExtractName } from '@hq-field/contracts';
import { type FieldVerification, type HqClient, openVerification, quarantinedKeys } from '@hq-field/field-adapter';
import { compareExtracts, type LineDifference } from '../../verification/compare-extracts.ts';
import { explainLines } from '../../verification/explain-lines.ts';
import { Quarantined } from '../../verification/quarantined.ts';
import { textOf } from '../../verification/text-of.ts';
import { need, type RehearsalContext } from '../rehearsal-context.ts';
import type { ExtractReport } from '../report-model.ts';

/** The seven files of both sides, merged by key. */
export async function compareExtractsAtTheEnd(context: RehearsalContext): Promise<string> {
  const hq = need(context, 'hq');
  const field = await openVerification(need(context, 'field'));
  try {
    const quarantine = new Quarantined(await quarantinedKeys(need(context, 'field')));
    for (const [at, name] of extractNames.entries()) {
      context.progress.set(at, extractNames.length, name);
      context.figures.extracts.push(await compareOne(name, field, hq, quarantine));
    }
  } finally {
    await field.close();
  }
  const { extracts, counts } = context.figures;
  for (const count of counts) {
    const below = extracts.filter(({ name }) => extractsOfContract[name].entity === count.entity);
    count.inHq -= below.reduce((sum, extract) => sum + extract.belowQuarantine, 0);
  }
  const lines = extracts.reduce((sum, extract) => sum + extract.linesInField, 0);
  const differing = extracts.reduce((sum, extract) => sum + extract.differing, 0);
  return `${differing} of ${lines} lines differ, ${extracts.reduce((sum, extract) => sum + extract.inQuarantine + extract.belowQuarantine, 0)} lines of HQ are older copies of records in quarantine, or below one`;
}

async function compareOne(name: ExtractName, field: FieldVerification, hq: HqClient, quarantine: Quarantined): Promise<ExtractReport> {
  const differences: LineDifference[] = [];
  const lines = compareExtracts(name, field.extract(name), textOf(await hq.extract(name)));
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) {
      const { findings, inQuarantine, belowQuarantine } = await explainLines(differences, hq, quarantine, () => projectsOf(hq));
      return { name, ...value, differing: findings.length, inQuarantine: inQuarantine.length, belowQuarantine: belowQuarantine.length };
    }
    differences.push(value);
  }
}

async function* projectsOf(hq: HqClient): AsyncGenerator<string> {
  yield* textOf(await hq.extract('projects'));
}
