import type { ConformanceReport } from '../report.ts';
import { runSections } from '../run-sections.ts';
import { type CheckServerOptions, HqUnderTest } from './hq-under-test.ts';
import { sections } from './sections/index.ts';

/**
 * Holds a running HQ to the contract, over HTTP only. Every record has a fresh guid and a low version, and is deleted at the end,
 * so an HQ that holds data keeps it as it was, apart from tombstones of records it never had.
 */
export async function checkServer(options: CheckServerOptions): Promise<ConformanceReport> {
  return runSections(sections, new HqUnderTest(options));
}
