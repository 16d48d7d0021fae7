import type { StartTrialInput, StartTrialOutput } from '@hq-field/contracts';
import { startTrial as make } from '../administration/start-trial.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.startTrial */
export function startTrial({ database }: HandlerContext, input: StartTrialInput): Promise<StartTrialOutput> {
  return make(database.read, input);
}
