import { durationText, parseDuration } from '../offsets/duration.ts';
import type { Step } from '../plan/plan.ts';
import { instantOf, msOf } from './instant.ts';
import type { Schedule, ScheduledStep, Span } from './schedule.ts';

const stagesOfTheDay = new Set<Step['stage']>(['hq-final', 'field-cut-over', 'smoke-tested']);

/** Whether the window must hold the step: it has downtime, or enters a stage of release day. */
export function isOfReleaseDay({ stage, downtime }: Step): boolean {
  return downtime === 'planned' || stagesOfTheDay.has(stage);
}

/** From the first start to the last end, by p90, of the steps with downtime. */
export function downtimeOf(steps: ScheduledStep[]): Schedule['downtime'] {
  const down = steps.filter(({ isDowntime }) => isDowntime);
  return { planned: spanOf(down), expected: spanOf(down.filter(({ step }) => step.downtimeExpected)) };
}

function spanOf(steps: ScheduledStep[]): Span | null {
  if (steps.length === 0) return null;
  const [from, to] = [Math.min(...steps.map(({ start }) => msOf(start))), Math.max(...steps.map(({ latestEnd }) => msOf(latestEnd)))];
  return { from: instantOf(from), to: instantOf(to) };
}

/** The last go: the window's end less all ways back of release day, one after the other. Null: there is no way back, or it does not fit into the window. */
export function lastGoOf(steps: ScheduledStep[], window: Span): Schedule['lastGo'] {
  const ways = steps
    .filter(({ step }) => isOfReleaseDay(step))
    .flatMap(({ id, step: { back } }) => (back !== null && 'how' in back ? [{ id, back }] : []));
  if (ways.length === 0) return null;
  const minutes = ways.reduce((sum, { back }) => sum + parseDuration(back.duration), 0);
  const at = msOf(window.to) - minutes * 60_000;
  if (at < msOf(window.from)) return null;
  return {
    at: instantOf(at),
    because: `going back from ${ways.map(({ id }) => id).join(', ')}, one after the other, takes ${durationText(minutes)}, and the window ends at ${window.to}`,
  };
}

/** The chain that decides when release day ends: from the last step that begins in the window back, as long as one begins when the other ends. */
export function criticalPathOf(steps: ScheduledStep[], window: Span): string[] {
  const inside = steps.filter(({ start }) => msOf(window.from) <= msOf(start) && msOf(start) < msOf(window.to));
  const byId = new Map(steps.map((step) => [step.id, step]));
  const path: string[] = [];
  let at = lastToEnd(inside.length > 0 ? inside : steps);
  while (at !== undefined) {
    path.unshift(at.id);
    const { start } = at;
    at = lastToEnd(at.needs.flatMap((need) => byId.get(need) ?? []).filter(({ end }) => msOf(end) >= msOf(start)));
  }
  return path;
}

function lastToEnd(steps: ScheduledStep[]): ScheduledStep | undefined {
  return steps.reduce<ScheduledStep | undefined>(
    (last, step) => (last === undefined || msOf(step.end) > msOf(last.end) ? step : last),
    undefined,
  );
}
