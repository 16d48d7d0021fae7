import type { MovedAccount } from '../authority/authority-ports.ts';
import { type AccountPlace, isWhollyAtField, isWhollyAtHq } from '../authority/places.ts';
import type { ReleaseGate, StagePorts } from './ports.ts';
import { StageError } from './stage-error.ts';

/**
 * What a move does. `isDone` looks at the world and never at a note, so a move that was killed between an action's effect and its record
 * finds the effect and goes on. `act` may be repeated.
 */
export interface Action {
  name: string;
  isDone(ports: StagePorts): Promise<boolean>;
  act(ports: StagePorts): Promise<void>;
  /** What the answer of the command says when it had to be done: whoever moves the release might not expect it. */
  told?(ports: StagePorts): Promise<string>;
}

export function gate(name: ReleaseGate, value: string): Action {
  return {
    name: `gate ${name} is ${value}`,
    isDone: async ({ gates }) => (await gates.value(name)) === value,
    act: ({ gates }) => gates.set(name, value),
  };
}

export const install: Action = {
  name: 'capture is installed',
  isDone: async ({ field }) => (await field.isInstalled()) && (await field.unseen()).length === 0,
  act: ({ field }) => field.install(),
};

export const uninstall: Action = {
  name: 'capture is gone',
  isDone: async ({ field }) => !(await field.isInstalled()),
  act: ({ field }) => field.uninstall(),
};

export const migrateChosen: Action = {
  name: 'the chosen accounts are live',
  async isDone({ order, accounts }) {
    const chosen = await accounts.chosen();
    if (order.chosen !== null && new Set(order.chosen).symmetricDifference(new Set(chosen)).size > 0) return false;
    const states = await accounts.states(chosen);
    return chosen.length > 0 && chosen.every((account) => states.get(account) === 'live');
  },
  async act({ accounts }) {
    await accounts.choose();
    const chosen = await accounts.chosen();
    await accounts.enqueue(chosen);
    await accounts.whenLive(chosen);
  },
};

export const verifyChosen: Action = {
  name: 'the chosen accounts are verified',
  async isDone({ accounts, verification }) {
    const known = await verification.verdicts(await accounts.chosen());
    return known.length > 0 && known.every(({ verdict, isStale }) => verdict !== null && !isStale);
  },
  act: async ({ accounts, verification }) => verification.verify(await accounts.chosen()),
};

export const enqueueAll: Action = {
  name: 'every account is in the queue',
  isDone: ({ accounts }) => accounts.areAllTaken(),
  act: ({ accounts }) => accounts.enqueue('all'),
};

/** What is live stays equal: only walks end. */
export const stopWalks: Action = {
  name: 'no account is walked',
  async isDone({ throttle }) {
    const { atOnce, isForGood } = await throttle.walks();
    return atOnce === 0 && isForGood;
  },
  act: ({ throttle }) => throttle.walk(false),
};

export const letWalk: Action = {
  name: 'accounts are walked',
  isDone: async ({ throttle }) => (await throttle.walks()).atOnce > 0,
  act: ({ throttle }) => throttle.walk(true),
  told: async ({ throttle }) =>
    `No account was walked: at most ${(await throttle.walks()).atOnce} at once are now. pnpm migrate throttle sets more.`,
};

export const resume: Action = {
  name: 'sending is not paused',
  isDone: async ({ throttle }) => !(await throttle.isPaused()),
  act: ({ throttle }) => throttle.resume(),
  told: async () => 'Sending was paused, and goes on now. pnpm migrate pause stops it again.',
};

/** The page before Field's administration while it moves, when the order wants it. */
export const maintenanceOn: Action = {
  name: 'the maintenance page stands before the administration, when it is wanted',
  isDone: async ({ order, maintenance }) => !order.maintenance || (await maintenance.look()).isUp,
  act: ({ maintenance }) => maintenance.putUp(),
};

/** A page that others have put up is theirs to take down. */
export const maintenanceOff: Action = {
  name: 'the maintenance page that the cut-over has put up is gone',
  async isDone({ maintenance }) {
    const { isUp, isOfRelease } = await maintenance.look();
    return !isUp || !isOfRelease;
  },
  act: ({ maintenance }) => maintenance.takeDown(),
};

export const administrationToHq: Action = {
  name: 'HQ keeps the administration of every account',
  isDone: async ({ authority }) => (await authority.places()).every(isWhollyAtHq),
  async act({ authority }) {
    const others = (await authority.places()).filter((place) => !isWhollyAtHq(place));
    refuseRefused(await authority.toHq(others.map(({ account }) => account)), 'pnpm migrate stage enter field-cut-over goes on');
  },
};

export const administrationToField: Action = {
  name: 'Field keeps the administration of every account',
  isDone: async ({ authority }) => (await authority.places()).every(isWhollyAtField),
  async act({ authority }) {
    const others = (await authority.places()).filter((place) => !isWhollyAtField(place));
    refuseRefused(
      await authority.toField(others.map(({ account }) => account)),
      'pnpm migrate stage back goes on; --overwrite-hq-edits gives up what HQ alone has',
    );
  },
};

/** What the way back has given to accounts while everybody had `hq` would keep a later lock of everybody from them. */
export const gateOfEverybody: Action = {
  name: 'no account has a gate of its own',
  isDone: async ({ authority }) => !(await authority.places()).some(hasOwnGate),
  act: async ({ authority }) => authority.takeOwnGates((await authority.places()).filter(hasOwnGate).map(({ account }) => account)),
};

/** One that may go: nothing changes with it now. */
const hasOwnGate = ({ gate: { own, everybodys } }: AccountPlace): boolean => own === 'legacy' && everybodys === 'legacy';

const shown = 5;

/** Changes of HQ that Field lacks are counted, and named account by account. */
function refuseRefused(moved: readonly MovedAccount[], then: string): void {
  const refused = moved.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0) return;
  const edits = refused.reduce((sum, one) => sum + one.edits.length, 0);
  const lines = refused
    .slice(0, shown)
    .map(({ account, because, edits: own }) => `  ${account}: ${because}${own.length === 0 ? '' : ` (${own.length} changes)`}`);
  throw new StageError(
    [
      `${refused.length} of ${moved.length} accounts stay where they are${edits === 0 ? '' : `; HQ has ${edits} changes that Field lacks`}:`,
      ...lines,
      ...(refused.length > shown ? [`  and ${refused.length - shown} more: pnpm migrate authority show`] : []),
      `${then}.`,
    ].join('\n'),
  );
}
