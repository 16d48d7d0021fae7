import type { ReadProjectInput, ReadProjectOutput } from '@hq-field/contracts';
import { readProject as read } from '../administration/read-project.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.readProject */
export function readProject({ database }: HandlerContext, input: ReadProjectInput): Promise<ReadProjectOutput> {
  return read(database.read, input);
}
