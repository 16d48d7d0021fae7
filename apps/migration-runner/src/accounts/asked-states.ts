import { type AccountStates, StatesError } from '@hq-field/field-adapter';
import { RunnerError, toRunnerError } from '../runner-error.ts';

/** The account store as senders ask it: what its database cannot do is said of that database. Raw, it would be taken for a fault of Field. */
export function askedStates(store: AccountStates): AccountStates {
  return {
    look: (accounts) => asked(store.look(accounts)),
    begun: () => asked(store.begun()),
    discovered: (accounts) => asked(store.discovered(accounts)),
  };
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    const error = toRunnerError(cause);
    if (error instanceof RunnerError) throw new StatesError(error.message, { cause, retryable: error.retryable });
    const words = error instanceof Error ? error.message : String(error);
    throw new StatesError(`The runner's database refused a statement (${words}).`, { cause, retryable: false });
  }
}
