import { afterAll, vi } from 'vitest';

// Files share their worker: a setting that one of them has stubbed does not reach the next.
afterAll(() => {
  vi.unstubAllEnvs();
});
