import type { ChangeProjectInput, ChangeProjectOutput } from '@hq-field/contracts';
import { changeProject as make } from '../administration/change-project.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.changeProject */
export function changeProject({ database }: HandlerContext, input: ChangeProjectInput): Promise<ChangeProjectOutput> {
  return make(database.read, input);
}
