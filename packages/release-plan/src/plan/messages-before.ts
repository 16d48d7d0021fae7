import { allNeeds } from './needs.ts';
import type { Message, Plan } from './plan.ts';
import { type StageName, stageNames } from './stage-names.ts';

/** The messages that must be out before a stage is entered, in the order of the plan: those of this stage and of all before it. */
export function messagesBefore(plan: Plan, stage: StageName): Message[] {
  const needs = allNeeds(plan);
  return plan.messages.filter(({ before }) => {
    const first = firstStage(plan, needs, before);
    return first !== null && stageNames.indexOf(first) <= stageNames.indexOf(stage);
  });
}

/** The stage that a step enters; of one that enters none, the first that a step which needs it enters. Null: none comes after it. */
function firstStage({ steps }: Plan, needs: ReadonlyMap<string, ReadonlySet<string>>, id: string): StageName | null {
  const own = steps.find((step) => step.id === id)?.stage ?? null;
  if (own !== null) return own;
  const later = new Set(steps.flatMap((step) => (needs.get(step.id)?.has(id) === true ? [step.stage] : [])));
  return stageNames.find((stage) => later.has(stage)) ?? null;
}
