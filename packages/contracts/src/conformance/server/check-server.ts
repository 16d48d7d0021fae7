import type { ConformanceReport } from '../report.ts';
import { runSections } from '../run-sections.ts';
import { type CheckServerOptions, HqUnderTest } from './hq-under-test.ts';
import { sections } from './sections/index.ts';
import { leaving } from './sections/leaving.ts';

/**
 * Holds a running HQ to the contract, over HTTP only. Every record has a fresh guid and a low version, and is deleted at the end,
 * so an HQ that holds data keeps it as it was, apart from tombstones of records it never had.
 */
export async function checkServer(options: CheckServerOptions): Promise<ConformanceReport> {
  const wanted = (title: string) => options.sections?.some((beginning) => title.startsWith(beginning)) ?? true;
  return runSections(
    sections.filter((section) => section === leaving || wanted(section.title)),
    new HqUnderTest(options),
  );
}
