import { alone } from '../database/alone.ts';
import type { RunnerDatabase } from '../database/open-runner.ts';
import { RunnerError } from '../runner-error.ts';
import type { AuthorityPorts, MovedAccount, MoveOrder } from './authority-ports.ts';
import { moveToField } from './move-to-field.ts';
import { moveToHq } from './move-to-hq.ts';

/**
 * Carries out an order, one at a time: of two moves of one account each would go by what it has looked at, and take away what the other one has put
 * up. Throws RunnerError `busy` while another order is carried out, and when it might be, because the session that kept it out was lost.
 */
export async function moveAccounts(runner: RunnerDatabase, ports: AuthorityPorts, order: MoveOrder): Promise<MovedAccount[]> {
  const moved = await alone(runner, 'authority', (isAlone) => {
    const own = changingWhile(isAlone, ports);
    return order.to === 'hq' ? moveToHq(own, order) : moveToField(own, order);
  });
  if (moved === null) throw new RunnerError('busy', somebodyElse);
  return moved.result;
}

const somebodyElse =
  'Somebody else moves the administration of accounts at this moment. Nothing was done: look again when they are done, or end their command first.';
const lockLost =
  'The session that kept others from moving accounts was lost, and somebody else may move them now. See where they stand (pnpm migrate authority show), and say the same once more.';

/** The same ports; each change is made only while this process is alone. */
function changingWhile(isAlone: () => Promise<boolean>, ports: AuthorityPorts): AuthorityPorts {
  const whileAlone =
    <In extends unknown[], Out>(change: (...input: In) => Promise<Out>) =>
    async (...input: In): Promise<Out> => {
      if (!(await isAlone())) throw new RunnerError('busy', lockLost);
      return change(...input);
    };
  const { hq, gate, field } = ports;
  return {
    ...ports,
    hq: { ...hq, move: whileAlone(hq.move) },
    gate: { ...gate, set: whileAlone(gate.set) },
    field: {
      ...field,
      raiseFence: whileAlone(field.raiseFence),
      lowerFence: whileAlone(field.lowerFence),
      touch: whileAlone(field.touch),
    },
  };
}
