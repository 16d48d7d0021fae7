import type { ConformanceReport } from '../report.ts';
import { runSections } from '../run-sections.ts';
import type { Push } from './client-under-test.ts';
import { clientSections } from './sections.ts';

/**
 * Holds a client to the contract: starts an HQ in memory that gives it every answer an HQ may give, and sees whether it sends
 * again what may succeed later, loses no record and believes no answer that does not account for every record.
 */
export function checkClient(push: Push): Promise<ConformanceReport> {
  return runSections(clientSections, push);
}
