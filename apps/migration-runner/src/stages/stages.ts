/** The stages of a release, in their order, each with what holds in it. Whoever gives up is in `aborted`. */
export const stages = {
  prepared: 'Customers work in Field; nothing is captured.',
  'hq-released': "HQ serves the contract that Field's adapter speaks.",
  'push-enabled': 'What Field changes is captured, and new accounts and projects are pushed to HQ at once.',
  'smoke-migrated': 'The chosen accounts are live in HQ and equal on both sides.',
  migrating: 'Every account is in the queue.',
  validated: 'Every account is live and equal on both sides; what is left out is accepted by name.',
  'hq-final': "HQ's final release serves, and shows Field's part.",
  'field-cut-over': "HQ keeps the administration of every account; Field's pages are those of HQ.",
  'smoke-tested': 'The smoke tests have passed on what customers see now.',
  done: 'The release is over.',
  aborted: 'The release was given up: Field serves as before.',
} as const;

export type Stage = keyof typeof stages;
export const stageNames = Object.keys(stages) as Stage[];

export type Direction = 'forward' | 'back';

/** Where the release stands, and the move that was begun and not ended. */
export interface Position {
  stage: Stage;
  moving: { to: Stage; direction: Direction } | null;
}

/** What somebody asks for. */
export type Wish = { enter: Stage } | 'back';

export interface Move {
  from: Stage;
  to: Stage;
  direction: Direction;
  /** It was begun before: what stands already is found, and not done twice. */
  isContinued: boolean;
}

/** Where each stage leads: forward, and back. Total: every stage has both, and null means that there is no such way. */
export const ways: Readonly<Record<Stage, Readonly<Record<Direction, Stage | null>>>> = {
  prepared: { forward: 'hq-released', back: null },
  'hq-released': { forward: 'push-enabled', back: 'prepared' },
  'push-enabled': { forward: 'smoke-migrated', back: 'hq-released' },
  'smoke-migrated': { forward: 'migrating', back: 'push-enabled' },
  migrating: { forward: 'validated', back: 'smoke-migrated' },
  validated: { forward: 'hq-final', back: 'migrating' },
  'hq-final': { forward: 'field-cut-over', back: 'validated' },
  'field-cut-over': { forward: 'smoke-tested', back: 'hq-final' },
  'smoke-tested': { forward: 'done', back: 'field-cut-over' },
  done: { forward: null, back: 'smoke-tested' },
  aborted: { forward: 'prepared', back: null },
};

/**
 * The next move that a wish asks for, or why there is none. `aborted` is entered from `prepared` alone, and asked for anywhere it is one way
 * back after the other. A move that was begun is ended, or taken back from where it stands, before anything else. Pure.
 */
export function moveOf({ stage, moving }: Position, wish: Wish): Move | { refused: string } | null {
  if (moving !== null) {
    if (moving.direction === 'back' && (wish === 'back' || wish.enter === 'aborted'))
      return { from: stage, to: moving.to, direction: 'back', isContinued: true };
    if (moving.direction === 'forward' && wish !== 'back' && wish.enter === moving.to)
      return { from: stage, to: moving.to, direction: 'forward', isContinued: true };
    // Half entered: its way back is gone from where it stands.
    if (moving.direction === 'forward' && (wish === 'back' || wish.enter === 'aborted'))
      return { from: moving.to, to: stage, direction: 'back', isContinued: false };
    const ended =
      moving.direction === 'back'
        ? 'pnpm migrate stage back'
        : `pnpm migrate stage enter ${moving.to}, or pnpm migrate stage back to give it up`;
    return { refused: `The move from ${stage} to ${moving.to} was begun and not ended. End it first: ${ended}.` };
  }
  if (wish === 'back') {
    const to = ways[stage].back;
    return to === null ? { refused: `There is no way back from ${stage}.` } : { from: stage, to, direction: 'back', isContinued: false };
  }
  if (wish.enter === stage) return null;
  if (wish.enter === 'aborted') {
    if (stage === 'prepared') return { from: stage, to: 'aborted', direction: 'forward', isContinued: false };
    return { from: stage, to: ways[stage].back ?? 'prepared', direction: 'back', isContinued: false };
  }
  if (ways[stage].forward === wish.enter) return { from: stage, to: wish.enter, direction: 'forward', isContinued: false };
  const next = ways[stage].forward;
  return {
    refused: `${wish.enter} cannot be entered from ${stage}. ${next === null ? 'Nothing comes after it' : `Next is ${next}`}; a way back is pnpm migrate stage back.`,
  };
}
