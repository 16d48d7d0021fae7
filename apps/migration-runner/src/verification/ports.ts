import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AccountState,
  captureStatus,
  type FieldDatabase,
  type HqClient,
  listAccounts,
  openVerification,
  outboxDrained,
  outboxMark,
  quarantinedKeys,
} from '@hq-field/field-adapter';
import type { KnownAccount } from './choose-scope.ts';
import { withRetries } from './retries.ts';
import type { VerificationPorts } from './verify.ts';

/** Where the states of accounts are read. */
export interface KnownStates {
  look(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>>;
}

/** What verify() needs, over a Field database with capture, HQ and the runner's states. */
export function verificationPorts({ field, hq, states }: { field: FieldDatabase; hq: HqClient; states: KnownStates }): VerificationPorts {
  return {
    openField: () => openVerification(field),
    hq: {
      counts: (scope) => withRetries(() => hq.counts(scope)),
      digests: (scope) => withRetries(() => hq.digests(scope)),
      rows: (input) => withRetries(() => hq.rows(input)),
    },
    async knownAccounts() {
      const known: KnownAccount[] = [];
      for await (const page of listAccounts(field)) {
        const found = await states.look(page.map((account) => account.externalId));
        known.push(...page.map(({ externalId, deleted }) => ({ externalId, deleted, state: found.get(externalId) ?? null })));
      }
      return known;
    },
    quarantinedKeys: () => quarantinedKeys(field),
    outbox: {
      mark: () => outboxMark(field),
      drained: (mark) => outboxDrained(field, mark),
      async standing() {
        const { outboxRows, lastVersion } = await captureStatus(field);
        return { waiting: outboxRows, version: lastVersion };
      },
    },
    sleep: (milliseconds) => sleep(milliseconds),
    now: () => performance.now(),
  };
}
