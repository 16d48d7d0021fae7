import type { ChangeProjectMemberInput, ChangeProjectMemberOutput } from '@hq-field/contracts';
import { changeProjectMember as make } from '../administration/change-project-member.ts';
import type { HandlerContext } from './handler-context.ts';

/** administration.changeProjectMember */
export function changeProjectMember({ database }: HandlerContext, input: ChangeProjectMemberInput): Promise<ChangeProjectMemberOutput> {
  return make(database.read, input);
}
