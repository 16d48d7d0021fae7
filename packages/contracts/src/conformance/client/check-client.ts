import type { ConformanceReport } from '../report.ts';
import { runSections } from '../run-sections.ts';
import type { Push } from './client-under-test.ts';
import { clientSections } from './sections.ts';

/**
 * Holds a client to the contract: starts an HQ in memory that gives it every answer an HQ may give, and sees whether it sends
 * again what may succeed later, loses no record and believes no answer that does not account for every record.
 * `sections` takes only those whose title begins with one of these.
 */
export function checkClient(push: Push, options: { sections?: readonly string[] } = {}): Promise<ConformanceReport> {
  const wanted = (title: string) => options.sections?.some((beginning) => title.startsWith(beginning)) ?? true;
  return runSections(
    clientSections.filter(({ title }) => wanted(title)),
    push,
  );
}
