import type { Page } from 'playwright-core';

/** Something that a page should show and does not. */
export class SmokeError extends Error {
  readonly code = 'smoke_failed';

  constructor(message: string) {
    super(message);
    this.name = 'SmokeError';
  }
}

/** Looks again and again until it is there. `what` completes "did not show within ... s:". */
export async function within<T>(page: Page, patienceMs: number, what: string, look: () => Promise<T | null>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() >= until)
      throw new SmokeError(`${new URL(page.url()).pathname} did not show within ${patienceMs / 1000} s: ${what}`);
    await page.waitForTimeout(250);
  }
}
