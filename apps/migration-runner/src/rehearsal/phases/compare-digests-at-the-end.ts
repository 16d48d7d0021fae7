import { type CountsOutput, entityNames } from '@hq-field/contracts';
import { openVerification, quarantinedKeys } from '@hq-field/field-adapter';
import { Quarantined } from '../../verification/quarantined.ts';
import { need, type RehearsalContext } from '../rehearsal-context.ts';
import { finalVerification } from '../report-model.ts';
import { runVerification } from './run-verification.ts';

/** All accounts and all users, Field quiet: counts by entity, digests by account and entity, rows where those differ. */
export async function compareDigestsAtTheEnd(context: RehearsalContext): Promise<string> {
  const field = await openVerification(need(context, 'field'));
  try {
    const exclude = new Quarantined(await quarantinedKeys(need(context, 'field'))).forQuery();
    const scope = { accounts: null, exclude };
    const [inField, inHq] = [await field.counts(scope), await need(context, 'hq').counts(scope)];
    context.figures.counts = entityNames.map((entity) => ({ entity, inField: totalOf(inField, entity), inHq: totalOf(inHq, entity) }));
  } finally {
    await field.close();
  }
  return runVerification(context, finalVerification, null);
}

/** Rows of an entity; people once, though they stand in every account of theirs. */
function totalOf({ counts }: CountsOutput, entity: string): number {
  return counts
    .filter((one) => one.entity === entity && (entity !== 'user' || one.account === null))
    .reduce((sum, one) => sum + one.records, 0);
}
