import { byEffort } from '@hq-field/testkit';
import { describe, expect, test } from 'vitest';
import { missingPrograms, search } from './spin.ts';

const missing = missingPrograms();

// Each world is searched to its end. The small ones take a moment each, the others seconds, the large ones minutes.
const smallWorlds = {
  'a walk, changes and deletions, two senders': { CHANGES: 2, LAPSES: 0 },
  'a walk, one change and a sender that sleeps past its lease': { CHANGES: 1, LAPSES: 1, DELETIONS: 0 },
  'two walks and one change': { CHANGES: 1, LAPSES: 0, WALKS: 2, DELETIONS: 0 },
  'claims that part a child from its parent, and no settling': { CHANGES: 1, LAPSES: 0, PARTIAL: 1, ROUNDS: 0 },
  'a live account, a sleeper, two changes': { CHANGES: 2, LAPSES: 1, BEGUN: 1 },
  'a live account that is walked again with a version': { CHANGES: 2, LAPSES: 0, BEGUN: 1, AGAIN: 1, DELETIONS: 0 },
  "the runner's database was lost: the account is planned once more, and walked with a version": {
    CHANGES: 2,
    LAPSES: 0,
    BEGUN: 1,
    AGAIN: 1,
    LOST: 1,
    DELETIONS: 0,
  },
  'changes that are resolved before they are sent, and an operator who touches': {
    CHANGES: 2,
    LAPSES: 0,
    RESOLVER: true,
    BEGUN: 1,
    TOUCHES: 1,
  },
} as const;

const worlds = {
  'a walk and a sender that sleeps past its lease': { CHANGES: 2, LAPSES: 1, DELETIONS: 0 },
  'two walks, because the first host was taken for dead': { CHANGES: 2, LAPSES: 0, WALKS: 2, DELETIONS: 0 },
  'a live account, a sleeper, three changes': { CHANGES: 3, LAPSES: 1, BEGUN: 1 },
} as const;

const largeWorlds = {
  'a walk, changes and deletions, a sleeper': { CHANGES: 2, LAPSES: 1 },
  'two walks and a sleeper': { CHANGES: 2, LAPSES: 1, WALKS: 2, DELETIONS: 0 },
  'two walks and deletions': { CHANGES: 2, LAPSES: 0, WALKS: 2 },
  'claims that part a child from its parent, two changes': { CHANGES: 2, LAPSES: 0, PARTIAL: 1 },
  'the same without settling': { CHANGES: 2, LAPSES: 0, PARTIAL: 1, ROUNDS: 0 },
  'a live account walked again, with deletions and a sleeper': { CHANGES: 2, LAPSES: 1, BEGUN: 1, AGAIN: 1, PARTIAL: 1 },
  'resolving, touching and a sleeper': { CHANGES: 2, LAPSES: 1, RESOLVER: true, BEGUN: 1, TOUCHES: 1 },
  'three changes without deletions and a walk': { CHANGES: 3, LAPSES: 0, DELETIONS: 0 },
  'four changes of a live account': { CHANGES: 4, LAPSES: 1, BEGUN: 1 },
} as const;

const small = { CHANGES: 2, LAPSES: 0, DELETIONS: 0 };
const parted = { CHANGES: 2, LAPSES: 0, PARTIAL: 1 };

// Each of these looks harmless in the code. A model that does not find it says nothing about the protocol either.
const mistakes = {
  'the version is drawn before the claim': { VERSION_BEFORE_CLAIM: true, ...small, BEGUN: 1 },
  'the version is drawn at capture': { VERSION_AT_CAPTURE: true, ...small, BEGUN: 1 },
  'a record is read before the version is drawn': { READ_BEFORE_VERSION: true, ...small, BEGUN: 1 },
  "the account's state is looked at after the read": { LOOK_AFTER_READ: true, ...small },
  'a tombstone is forgotten': { FORGET_TOMBSTONE: true, CHANGES: 2, LAPSES: 0 },
  'the snapshot is taken before the move': { SNAPSHOT_BEFORE_MOVE: true, ...small },
  'more is acknowledged than was claimed': { ACKNOWLEDGE_MORE: true, ...small, BEGUN: 1 },
  'what HQ deferred is acknowledged': { ACKNOWLEDGE_OPEN: true, ...parted, ROUNDS: 0 },
  'what HQ deferred is sent again without being read': { SETTLE_WITHOUT_READING: true, ...parted },
  'a second walk takes its snapshot before its version': { AGAIN_SNAPSHOT_BEFORE_VERSION: true, CHANGES: 2, LAPSES: 0, BEGUN: 1, AGAIN: 1 },
  "after the loss of the runner's database an account is walked as for the first time": {
    FIRST_WALK_AFTER_LOSS: true,
    ...small,
    BEGUN: 1,
    AGAIN: 1,
    LOST: 1,
  },
  'changes are taken and records put into the outbox in two transactions': {
    RESOLVER: true,
    RESOLVE_IN_TWO_TRANSACTIONS: true,
    ...small,
    BEGUN: 1,
  },
} as const;

const isLong = byEffort({ usual: false, ci: false, long: true });
const searched = byEffort<Record<string, Readonly<Record<string, number | true>>>>({
  usual: smallWorlds,
  ci: { ...smallWorlds, ...worlds },
  long: { ...smallWorlds, ...worlds, ...largeWorlds },
});

describe.skipIf(missing.length > 0)('the model of the protocol', { timeout: isLong ? 3_600_000 : 120_000 }, () => {
  test.each(Object.entries(searched))('converges and never goes back: %s', async (name, macros) => {
    const { broken, states } = await search(macros, { isSmall: name in smallWorlds });
    if (isLong) console.log(`${states} states: ${name}`);
    expect(broken).toBeNull();
    expect(states).toBeGreaterThan(1000);
  });

  test.each(Object.entries(mistakes))('finds it when %s', async (_, macros) => {
    expect((await search(macros, { isSmall: true })).broken).toMatch(/assertion violated/u);
  });
});
