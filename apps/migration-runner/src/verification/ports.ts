import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordKey, VerificationScope } from '@hq-field/contracts';
import {
  type AccountState,
  captureStatus,
  type FieldDatabase,
  type HqClient,
  HqError,
  inField,
  isContractKey,
  lastPut,
  nameAccounts,
  openVerification,
  outboxDrained,
  outboxMark,
  quarantinedKeys,
} from '@hq-field/field-adapter';
import type { KnownAccount } from './choose-scope.ts';
import { withRetries } from './retries.ts';
import { textOf } from './text-of.ts';
import type { VerificationPorts } from './sides.ts';

const accountsAtOnce = 1000;

/** Where the states of accounts are read. */
interface KnownStates {
  live(): Promise<string[]>;
  look(accounts: readonly string[]): Promise<ReadonlyMap<string, AccountState>>;
}

/** Where a verification reads and asks. */
export interface VerificationParts {
  field: FieldDatabase;
  /** A pool of one connection that takes all snapshots, for a verification that takes many; any of Field's unless told. */
  session?: FieldDatabase;
  hq: HqClient;
  states: KnownStates;
  /** What Field has changed since; nobody knows unless told. */
  since?: VerificationPorts['since'];
  /** Who keeps the administration of accounts; Field keeps all unless told. */
  administeredByHq?: VerificationPorts['administeredByHq'];
}

/** What verify() needs, over a Field database with capture, HQ and the runner's states. */
export function verificationPorts({
  field,
  session,
  hq,
  states,
  since = nobodyKnows,
  administeredByHq = nobodys,
}: VerificationParts): VerificationPorts {
  return {
    openField: () => openVerification(field, session === undefined ? {} : { session }),
    hq: {
      counts: (scope) => withRetries(() => hq.counts(askable(scope))),
      digests: (scope) => withRetries(() => hq.digests(askable(scope))),
      rangeDigests: async (input) =>
        isAskable(input.account) ? servedOrNull(() => hq.rangeDigests({ ...input, exclude: namable(input.exclude) })) : null,
      rows: async (input) => (isAskable(input.account) ? withRetries(() => hq.rows(input)) : { rows: [], next: null }),
      async *extract(name) {
        yield* textOf(await withRetries(() => hq.extract(name)));
      },
    },
    async knownAccounts(asked) {
      const known: KnownAccount[] = [];
      // Before Field is asked: what is live and not there then was deleted for good.
      const wanted = asked ?? (await states.live());
      const there = await nameAccounts(field, asked);
      const names = new Set(there.map(({ externalId }) => externalId));
      const gone = wanted.filter((account) => !names.has(account)).map((externalId) => ({ externalId, deleted: true, isInField: false }));
      const accounts = [...there.map((account) => ({ ...account, isInField: true })), ...gone];
      for (let at = 0; at < accounts.length; at += accountsAtOnce) {
        const page = accounts.slice(at, at + accountsAtOnce);
        const found = await states.look(page.map((account) => account.externalId));
        known.push(...page.map((account) => ({ ...account, state: found.get(account.externalId) ?? null })));
      }
      return known;
    },
    administeredByHq: (accounts) => withRetries(() => administeredByHq(accounts)),
    quarantinedKeys: () => quarantinedKeys(field),
    outbox: {
      mark: () => outboxMark(field),
      drained: (mark) => outboxDrained(field, mark),
      async standing() {
        const { outboxRows, lastVersion } = await captureStatus(field);
        const putAt = await lastPut(field);
        const [row] = await inField(() => field<{ now: Date }[]>`select clock_timestamp() as now`);
        return { waiting: outboxRows, version: lastVersion, lastPut: putAt, now: row?.now ?? new Date() };
      },
    },
    since: (differences) => since(differences),
    sleep: (milliseconds) => sleep(milliseconds),
    now: () => performance.now(),
  };
}

/** HQ can neither hold nor be asked about what has no name of the contract: Field's guids may be any text, and such a record is in quarantine. */
function askable({ accounts, exclude }: VerificationScope): VerificationScope {
  return { accounts: accounts?.filter(isAskable) ?? null, exclude: namable(exclude) };
}

const isAskable = (account: string | null): boolean => account === null || isContractKey('account', account);
const namable = (keys: readonly RecordKey[]): RecordKey[] => keys.filter(({ entity, externalId }) => isContractKey(entity, externalId));

/** An HQ that does not know the procedure refuses it as it refuses a request that does not fit; the rows themselves tell as much. */
async function servedOrNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await withRetries(ask);
  } catch (error) {
    if (error instanceof HqError && error.code === 'request_invalid') return null;
    throw error;
  }
}

async function nobodyKnows(differences: readonly unknown[]): Promise<'unknown'[]> {
  return differences.map(() => 'unknown');
}

async function nobodys(): Promise<ReadonlySet<string>> {
  return new Set();
}
