import { messagesBefore } from '@hq-field/release-plan';
import type { RunnerDatabase } from '../database/open-runner.ts';
import type { Stage } from '../stages/stages.ts';
import { readAnnouncements } from './announcement-store.ts';
import { defaultPlan, type OpenPlan } from './open-plan.ts';

/** A message that must be out before a stage is entered. */
export interface NeededAnnouncement {
  message: string;
  isSent: boolean;
  /** The command that keeps it as sent. */
  command: string;
}

/** What the plan wants to be said before a stage is entered, and whether it is known to be sent. */
export async function announcementsBefore(
  runner: RunnerDatabase,
  { file, plan }: Pick<OpenPlan, 'file' | 'plan'>,
  stage: Stage,
): Promise<NeededAnnouncement[]> {
  const sent = await readAnnouncements(runner, plan.name);
  const of = file === defaultPlan ? '' : ` --file ${file}`;
  return messagesBefore(plan, stage).map(({ id }) => ({
    message: id,
    isSent: sent.has(id),
    command: `pnpm migrate plan announce${of} --sent ${id} --actor …`,
  }));
}
