import { expect, test } from 'vitest';
import type { HostContext } from '../worker/host-context.ts';
import { createMetrics } from './metrics.ts';

test('each scrape, and the first one, shows the accounts as they were measured last', async () => {
  const host = {
    allowance: { workers: 1, fibres: 2 },
    gate: { reason: null },
    fibres: { inFlight: 0, waiting: 0 },
    hands: new Set(),
    view: null,
    figures: { summary: () => ({ applied: 1, unchanged: 0, stale: 0, quarantined: 0 }) },
    measured: { outboxRows: 0, oldestSeconds: null, quarantined: 0, dead: 0, accounts: { live: 3, failed: 1 } },
  };
  const { registry } = createMetrics(host as unknown as HostContext);
  const accounts = async () => (await registry.metrics()).match(/^migration_accounts\{.*$/gmu);
  expect(await accounts()).toEqual(['migration_accounts{state="live"} 3', 'migration_accounts{state="failed"} 1']);
  host.measured.accounts = { live: 4, failed: 0 };
  expect(await accounts()).toEqual(['migration_accounts{state="live"} 4', 'migration_accounts{state="failed"} 0']);
});
