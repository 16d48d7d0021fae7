import type { CreateProjectInput, CreateProjectOutput } from '@hq-field/contracts';
import { create } from '../creations/create.ts';
import type { HandlerContext } from './handler-context.ts';

/** creations.createProject */
export function createProject({ database }: HandlerContext, input: CreateProjectInput): Promise<CreateProjectOutput> {
  return create(database.apply, input);
}
