import { parseDuration } from '../offsets/duration.ts';
import { AnchorError, OffsetError } from '../offsets/offset-error.ts';
import { timesOf } from '../offsets/times.ts';
import { mergeFields } from '../outputs/merge-fields.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { brokenReferences, isDate } from '../plan/references.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { instantOf, msOf } from './instant.ts';
import { orderSteps } from './order-steps.ts';
import { criticalPathOf, downtimeOf, lastGoOf } from './release-day.ts';
import type { Schedule, ScheduledStep } from './schedule.ts';

/** Every time of a plan, or what keeps it from having times. A schedule may still break rules of the plan: `validatePlan` says which. */
export function scheduleOf(plan: Plan): { schedule: Schedule } | { findings: Finding[] } {
  const broken = brokenReferences(plan).map(({ rule, by, message, remedy }) => finding(rule, by, message, remedy));
  const ordered = orderSteps(plan);
  if (broken.length > 0 || 'findings' in ordered) return { findings: [...broken, ...('findings' in ordered ? ordered.findings : [])] };

  const times = timesOf(plan);
  const findings: Finding[] = [];
  /** Milliseconds; a time that is none is a finding, and counts as 1970 so that all of them are found at once. */
  const read = (by: string, time: () => { epochMilliseconds: number }): number => {
    try {
      return time().epochMilliseconds;
    } catch (error) {
      if (!(error instanceof OffsetError)) throw error;
      if (!(error instanceof AnchorError))
        findings.push(
          finding('impossible-time', by, `The time of \`${by}\`: ${error.message}`, 'Write another time, as the message says.'),
        );
      return 0;
    }
  };
  const ownOffice = (owner: string) => plan.owners[owner]?.office ?? null;
  const anchors = Object.fromEntries(Object.keys(plan.anchors).map((id) => [id, instantOf(read(id, () => times.anchor(id)))]));
  const window = {
    from: instantOf(read('window', () => times.offset(plan.window.from, null))),
    to: instantOf(read('window', () => times.offset(plan.window.to, null))),
  };

  const placed = new Map<string, ScheduledStep>();
  for (const step of ordered.order) {
    const { at } = step;
    placed.set(step.id, place(step, at === null ? null : read(step.id, () => times.offset(at, ownOffice(step.owner))), placed));
  }
  const steps = plan.steps.flatMap(({ id }) => placed.get(id) ?? []).sort((a, b) => msOf(a.start) - msOf(b.start));
  const downtime = downtimeOf(steps);
  const lastGo = lastGoOf(steps, window);
  const schedule: Schedule = { anchors, steps, messages: [], criticalPath: criticalPathOf(steps, window), downtime, lastGo, window };
  for (const message of plan.messages) {
    const at = instantOf(read(message.id, () => times.offset(message.at, ownOffice(message.owner))));
    const [subject, text] = [mergeFields(message.subject, plan, schedule), mergeFields(message.text, plan, schedule)];
    // Without its times a plan fills no field.
    for (const field of findings.length > 0 ? [] : [...subject.unknown, ...text.unknown])
      findings.push(
        finding(
          'unknown-merge-field',
          message.id,
          `\`${message.id}\` has the merge field \`{${field}}\`, which nothing fills.`,
          'Write one of those that the README of the package lists, like `{release:boston}`.',
        ),
      );
    const { id, audience, owner } = message;
    schedule.messages.push({ id, at, audience, subject: subject.text, text: text.text, owner });
  }
  for (const { id, owner, due } of plan.questions) if (!isDate(due)) read(id, () => times.offset(due, ownOffice(owner)));
  schedule.messages.sort((a, b) => msOf(a.at) - msOf(b.at));
  return findings.length > 0 ? { findings } : { schedule };
}

function place(step: Step, fixed: number | null, placed: Map<string, ScheduledStep>): ScheduledStep {
  const needed = step.needs.flatMap((need) => placed.get(need) ?? []);
  const start = fixed ?? Math.max(...needed.map(({ end }) => msOf(end)));
  const latestStart = Math.max(start, ...needed.map(({ latestEnd }) => msOf(latestEnd)));
  const { estimated, rehearsed } = step.duration;
  const minutes = parseDuration(rehearsed?.p50 ?? estimated);
  const { id, title, owner, needs } = step;
  return {
    id,
    title,
    owner,
    start: instantOf(start),
    end: instantOf(start + minutes * 60_000),
    latestEnd: instantOf(latestStart + Math.max(minutes, parseDuration(rehearsed?.p90 ?? estimated)) * 60_000),
    isGuess: rehearsed === null,
    isDowntime: step.downtime === 'planned',
    needs,
    step,
  };
}
