import type { Child } from '../../processes/children.ts';
import { childEnvironment, type RehearsalContext } from '../rehearsal-context.ts';
import { scripts } from '../../processes/scripts.ts';

/** Starts `migrate work`, which works until it is stopped. */
export function startRunner(context: RehearsalContext): Child {
  const child = context.children.start('runner', scripts.runner, { arguments: ['work'], env: childEnvironment(context) });
  context.cast.runnerChild = child;
  return child;
}
