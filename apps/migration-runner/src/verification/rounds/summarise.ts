import type { VerificationSummary } from '../summary.ts';
import type { Asked } from './run-store.ts';
import type { UnitWork } from './work-units.ts';

/** What a run says, read from what is kept: it is the same whoever read its units, and however often it was resumed. */
export async function summarise(run: string, asked: Asked, work: Pick<UnitWork, 'runs' | 'findings'>): Promise<VerificationSummary> {
  const sum = await work.runs.sum(run);
  const failed = await work.findings.failed(asked.accounts);
  const list = await work.findings.open(asked.accounts);
  return { by: asked.by, ...sum, findings: list.length, failed, list };
}
