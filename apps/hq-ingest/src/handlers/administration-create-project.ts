import type { AdministerCreateProjectInput, AdministerCreateProjectOutput } from '@hq-field/contracts';
import { createProject as make } from '../administration/create-project.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.createProject */
export function administerProject(
  { database }: HandlerContext,
  input: AdministerCreateProjectInput,
): Promise<AdministerCreateProjectOutput> {
  return make(database.read, input);
}
