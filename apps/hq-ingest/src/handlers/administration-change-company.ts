import type { ChangeCompanyInput, ChangeCompanyOutput } from '@hq-field/contracts';
import { changeCompany as make } from '../administration/change-company.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.changeCompany */
export function changeCompany({ database }: HandlerContext, input: ChangeCompanyInput): Promise<ChangeCompanyOutput> {
  return make(database.read, input);
}
