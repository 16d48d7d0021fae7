import type { Plan, Step } from '../plan/plan.ts';
import { type Finding, finding } from '../validate/finding.ts';

/** The steps so that each stands behind all that it needs, else in the plan's order; or what makes that impossible. */
export function orderSteps(plan: Plan): { order: Step[] } | { findings: Finding[] } {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const findings = plan.steps.flatMap((step) => [
    ...step.needs
      .filter((need) => !byId.has(need))
      .map((need) =>
        finding('unknown-need', step.id, `\`${step.id}\` needs \`${need}\`, which is no step.`, 'Mend the id in `needs`, or add the step.'),
      ),
    ...(step.at === null && step.needs.length === 0
      ? [finding('no-time', step.id, `\`${step.id}\` has no time.`, 'Write `at`, or in `needs` what it follows.')]
      : []),
  ]);
  const order: Step[] = [];
  const state = new Map<string, 'under way' | 'done'>();

  function visit(step: Step, way: string[]): void {
    if (state.get(step.id) === 'done') return;
    if (state.get(step.id) === 'under way') {
      const circle = [...way.slice(way.indexOf(step.id)), step.id];
      findings.push(finding('cycle', step.id, `Steps need each other: ${circle.join(' needs ')}.`, 'Take one of these out of `needs`.'));
      return;
    }
    state.set(step.id, 'under way');
    for (const need of step.needs) {
      const needed = byId.get(need);
      if (needed !== undefined) visit(needed, [...way, step.id]);
    }
    state.set(step.id, 'done');
    order.push(step);
  }
  for (const step of plan.steps) visit(step, []);
  return findings.length > 0 ? { findings } : { order };
}
