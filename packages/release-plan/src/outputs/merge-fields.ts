import type { Plan } from '../plan/plan.ts';
import { localTime, msOf } from '../schedule/instant.ts';
import type { Schedule } from '../schedule/schedule.ts';

/** The text with `{field:of}` filled in, and the fields that nothing fills. The list of fields stands in the README. */
export function mergeFields(text: string, plan: Plan, schedule: Schedule): { text: string; unknown: string[] } {
  const unknown: string[] = [];
  const merged = text.replaceAll(/\{([^{}]*)\}/g, (whole, field: string) => {
    const value = valueOf(field, plan, schedule);
    if (value === null) unknown.push(field);
    return value ?? whole;
  });
  return { text: merged, unknown };
}

function valueOf(field: string, plan: Plan, schedule: Schedule): string | null {
  const [what = '', of = '', ...more] = field.split(':');
  if (more.length > 0) return null;
  const { planned, expected } = schedule.downtime;
  if (what === 'downtime' && of === 'minutes') return minutesBetween(planned);
  if (what === 'downtime' && of === 'expected-minutes') return minutesBetween(expected);
  if (what === 'name') return of === 'plan' ? plan.name : Object.hasOwn(plan.owners, of) ? (plan.owners[of]?.name ?? null) : null;
  const office = Object.hasOwn(plan.offices, of) ? plan.offices[of] : undefined;
  const instant = instantNamed(what, schedule);
  return office === undefined || instant === null ? null : `${localTime(instant, office.zone)} (${office.title})`;
}

function instantNamed(what: string, { anchors, downtime, window, lastGo, steps }: Schedule): string | null {
  const named: Record<string, string | undefined> = {
    release: anchors['final-release'],
    'downtime-from': downtime.planned?.from,
    'downtime-to': downtime.planned?.to,
    'window-from': window?.from,
    'window-to': window?.to,
    'last-go': lastGo?.at,
  };
  if (Object.hasOwn(named, what)) return named[what] ?? null;
  if (Object.hasOwn(anchors, what)) return anchors[what] ?? null;
  return steps.find(({ id }) => id === what)?.start ?? null;
}

function minutesBetween(span: { from: string; to: string } | null): string {
  return span === null ? '0' : String(Math.ceil((msOf(span.to) - msOf(span.from)) / 60_000));
}
