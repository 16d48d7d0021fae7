import type { AccountState } from '@hq-field/field-adapter';

/** What may happen to an account. */
const events = {
  'enqueue again': 'An operator enqueues it after it has failed; it waits for a worker.',
  start: 'A worker takes it; its snapshot is taken after this has committed.',
  'start again': 'The same, for an account that an operator wants sent once more.',
  walked: 'Its backfill has delivered every page.',
  drained: 'What was captured before the end of its backfill is acknowledged.',
  fail: 'The host that walks it cannot go on; the reason is kept.',
} as const;

export type AccountEvent = keyof typeof events;

/** Where each event leads from each state; null: it may not happen there. An account never goes back to planned. */
export const transitions: Record<AccountState, Record<AccountEvent, AccountState | null>> = {
  planned: { 'enqueue again': null, start: 'backfilling', 'start again': 'backfilling', walked: null, drained: null, fail: null },
  backfilling: {
    'enqueue again': null,
    start: 'backfilling',
    'start again': 'backfilling',
    walked: 'catching-up',
    drained: null,
    fail: 'failed',
  },
  'catching-up': { 'enqueue again': null, start: null, 'start again': null, walked: null, drained: 'live', fail: null },
  live: { 'enqueue again': null, start: null, 'start again': 'backfilling', walked: null, drained: null, fail: null },
  failed: { 'enqueue again': 'backfilling', start: null, 'start again': null, walked: null, drained: null, fail: null },
};

/** States from which an event may happen. */
export function statesBefore(event: AccountEvent): AccountState[] {
  return (Object.keys(transitions) as AccountState[]).filter((state) => transitions[state][event] !== null);
}
