import { type FailpointName, failpointNames } from './failpoint-names.ts';

/** What happens at a failpoint: the process dies (SIGKILL), freezes (SIGSTOP), or the place throws an error of a code, or waits. */
export type Action = { kind: 'crash' } | { kind: 'pause' } | { kind: 'error'; code: string } | { kind: 'delay'; milliseconds: number };

/** When: at the n-th time alone, or each time with a probability, by a generator of its own seed. */
type Occasion = { kind: 'count'; at: number } | { kind: 'share'; share: number; seed: number };

export interface Armed {
  name: FailpointName;
  action: Action;
  occasion: Occasion;
}

class FailpointsError extends Error {
  readonly code = 'failpoints_invalid';

  constructor(message: string) {
    super(message);
    this.name = 'FailpointsError';
  }
}

const form =
  /^(?<name>[a-z-]+:[a-z-]+)=(?<action>[a-z]+)(?:\((?<argument>\w+)\))?(?:#(?<count>\d+)|%(?<share>[\d.]+)(?:@(?<seed>\d+))?)?$/u;

/** Reads `name=action#count` or `name=action%share@seed`, several separated by `;`. Throws FailpointsError, which names the mistake. */
export function parseFailpoints(text: string): Armed[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseOne);
}

function parseOne(part: string): Armed {
  const groups = form.exec(part)?.groups;
  if (groups === undefined)
    throw new FailpointsError(
      `FAILPOINTS: expected "relay:after-claim=crash#1" or "client:after-send=error(ECONNRESET)%0.05@7", got "${part}".`,
    );
  const { name = '', action = '', argument, count, share, seed } = groups;
  if (!Object.hasOwn(failpointNames, name))
    throw new FailpointsError(`FAILPOINTS: there is no failpoint "${name}". Known: ${Object.keys(failpointNames).join(', ')}.`);
  const occasion: Occasion =
    share === undefined ? { kind: 'count', at: Number(count ?? 1) } : { kind: 'share', share: Number(share), seed: Number(seed ?? 1) };
  if (occasion.kind === 'share' ? !(occasion.share >= 0 && occasion.share <= 1) : occasion.at < 1)
    throw new FailpointsError(`FAILPOINTS: expected a count of 1 or more, or a share between 0 and 1, got "${part}".`);
  return { name: name as FailpointName, action: actionOf(action, argument, part), occasion };
}

function actionOf(action: string, argument: string | undefined, part: string): Action {
  if (action === 'crash' || action === 'pause') return { kind: action };
  if (action === 'error') return { kind: 'error', code: argument ?? 'ECONNRESET' };
  const milliseconds = Number(argument);
  if (action === 'delay' && argument !== undefined && Number.isInteger(milliseconds)) return { kind: 'delay', milliseconds };
  throw new FailpointsError(`FAILPOINTS: expected crash, pause, error(CODE) or delay(milliseconds), got "${part}".`);
}
