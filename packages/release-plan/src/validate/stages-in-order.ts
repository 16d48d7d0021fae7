import { allNeeds } from '../plan/needs.ts';
import type { Plan } from '../plan/plan.ts';
import { stageNames } from '../plan/stage-names.ts';
import { type Finding, finding } from './finding.ts';

/** The order of the stages as steps enter them. `aborted` is in no order: it is where the ways back end. */
export function stageFindings(plan: Plan): Finding[] {
  const entering = stageNames.map((stage) => ({ stage, steps: plan.steps.filter((step) => step.stage === stage) }));
  const twice = entering.flatMap(({ stage, steps: [first, ...others] }) =>
    others.map(({ id }) =>
      finding(
        'stage-twice',
        id,
        `\`${first?.id ?? ''}\` and \`${id}\` both enter ${stage}.`,
        'Let one of them enter it, and take `stage` out of the other.',
      ),
    ),
  );
  const needs = allNeeds(plan);
  const entered = entering.filter(({ stage, steps }) => steps.length > 0 && stage !== 'aborted');
  return [
    ...twice,
    ...entered.slice(1).flatMap(({ stage, steps }, before) => {
      const last = entered[before];
      if (last === undefined) return [];
      const skipped = stageNames.slice(stageNames.indexOf(last.stage) + 1, stageNames.indexOf(stage));
      return steps.flatMap(({ id }) => [
        ...(skipped.length > 0
          ? [
              finding(
                'stage-skipped',
                id,
                `\`${id}\` enters ${stage}, and no step enters ${skipped.join(', ')} between ${last.stage} and it.`,
                'Add a step with that `stage` for each.',
              ),
            ]
          : []),
        ...last.steps
          .filter((earlier) => needs.get(id)?.has(earlier.id) !== true)
          .map((earlier) =>
            finding(
              'stage-order',
              id,
              `\`${id}\` enters ${stage} and does not need \`${earlier.id}\`, which enters ${last.stage} before it.`,
              `Write \`${earlier.id}\` into the \`needs\` of \`${id}\`, or of a step that it needs.`,
            ),
          ),
      ]);
    }),
  ];
}
