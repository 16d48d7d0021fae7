import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomPlan } from '../fixtures/random-plan.ts';
import { parseDuration } from '../offsets/duration.ts';
import { freezeOn } from '../offsets/times.ts';
import { Temporal } from 'temporal-polyfill';
import { validatePlan } from '../validate/validate-plan.ts';
import { isOfReleaseDay } from './release-day.ts';
import { scheduleOf } from './schedule-of.ts';

const ms = (instant: string) => Date.parse(instant);

/** Takes away, again and again, what needs nothing that is left. */
function hasCircle(steps: { id: string; needs: string[] }[]): boolean {
  const free = steps.filter(({ needs }) => !needs.some((need) => steps.some(({ id }) => id === need)));
  return free.length === 0 ? steps.length > 0 : hasCircle(steps.filter((step) => !free.includes(step)));
}

/** Whether a step comes after another, by walking from need to need. */
function isAfter(steps: { id: string; needs: string[] }[], id: string, other: string, depth = steps.length): boolean {
  const needs = steps.find((step) => step.id === id)?.needs ?? [];
  return depth > 0 && needs.some((need) => need === other || isAfter(steps, need, other, depth - 1));
}

test('a schedule of a random plan obeys every constraint, or the validator names the broken one', () => {
  let [withTimes, circles] = [0, 0];
  fc.assert(
    fc.property(randomPlan, (plan) => {
      const scheduled = scheduleOf(plan);
      const findings = validatePlan(plan, '2014-01-01T00:00:00Z');
      const named = (rule: string, step: string | null) => findings.some((one) => one.rule === rule && one.step === step);
      const of = (stage: string) => plan.steps.filter((step) => step.stage === stage);
      for (const stage of ['migrating', 'validated', 'hq-final'])
        expect(findings.filter(({ rule, step }) => rule === 'stage-twice' && of(stage).some(({ id }) => id === step))).toHaveLength(
          Math.max(0, of(stage).length - 1),
        );
      for (const { id } of of('hq-final')) {
        expect(named('stage-skipped', id)).toBe(of('migrating').length > 0 && of('validated').length === 0);
        const last = of('validated').length > 0 ? of('validated') : of('migrating');
        expect(named('stage-order', id)).toBe(last.some((step) => !isAfter(plan.steps, id, step.id)));
      }
      if ('findings' in scheduled) {
        expect(scheduled.findings.length).toBeGreaterThan(0);
        expect(findings).toEqual(expect.arrayContaining(scheduled.findings));
        if (hasCircle(plan.steps)) circles += 1;
        expect(findings.some(({ rule }) => rule === 'cycle')).toBe(hasCircle(plan.steps));
        for (const { id, needs } of plan.steps)
          expect(named('unknown-need', id)).toBe(needs.some((need) => !plan.steps.some((other) => other.id === need)));
        return;
      }
      withTimes += 1;
      expect(hasCircle(plan.steps)).toBe(false);
      const { steps, window, lastGo, messages } = scheduled.schedule;
      expect(steps).toHaveLength(plan.steps.length);
      const byId = new Map(steps.map((step) => [step.id, step]));
      const zoneOf = (owner: string) => plan.offices[plan.owners[owner]?.office ?? '']?.zone ?? '';
      for (const { id, start, end, latestEnd, needs, owner, step } of steps) {
        expect(ms(end) <= ms(latestEnd)).toBe(true);
        const isEarly = needs.some((need) => ms(byId.get(need)?.end ?? '') > ms(start));
        expect(named('before-its-need', id)).toBe(isEarly);
        const isOutside = ms(start) < ms(window?.from ?? '') || ms(latestEnd) > ms(window?.to ?? '');
        if (!findings.some(({ rule }) => rule === 'window-order'))
          expect(named('outside-window', id)).toBe(isOfReleaseDay(step) && isOutside);
        expect(named('missing-way-back', id)).toBe(step.back === null);
        expect(named('missing-command', id)).toBe(step.who === 'command' && step.command === null);
        const days = [start, latestEnd].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO(zoneOf(owner)).toPlainDate());
        if (days.some((day) => freezeOn(day, plan.freezes) !== null)) expect(named('freeze-day', id)).toBe(true);
        for (const other of steps)
          if (other.id !== id && other.owner === owner && ms(other.start) < ms(end) && ms(start) < ms(other.end))
            expect(named('owner-twice', id) || named('owner-twice', other.id)).toBe(true);
      }
      for (const { id, at } of messages) {
        const message = plan.messages.find((one) => one.id === id);
        const before = ms(byId.get(message?.before ?? '')?.start ?? '');
        expect(named('late-message', id)).toBe(ms(at) + parseDuration(message?.lead ?? '') * 60_000 > before);
      }
      if (lastGo !== null && window !== null) {
        const backs = steps.flatMap(({ step }) => (isOfReleaseDay(step) && step.back !== null && 'how' in step.back ? [step.back] : []));
        const all = backs.reduce((sum, back) => sum + parseDuration(back.duration) * 60_000, 0);
        expect(ms(lastGo.at) + all).toBe(ms(window.to));
      }
    }),
    { numRuns: 400 },
  );
  expect(withTimes).toBeGreaterThan(50);
  expect(circles).toBeGreaterThan(0);
});

test('no time depends on the zone of the machine', () => {
  const print = fileURLToPath(new URL('../fixtures/print-schedules.ts', import.meta.url));
  const printed = ['UTC', 'Asia/Shanghai', 'America/New_York'].map((TZ) =>
    execFileSync(process.execPath, [print], { env: { ...process.env, TZ }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  );
  const [hours, rest] = [printed.map((text) => text.split('\n')[0]), printed.map((text) => text.slice(text.indexOf('\n')))];
  expect(hours).toEqual(['0', '8', '19']);
  expect(rest[0]?.length).toBeGreaterThan(50_000);
  expect(new Set(rest).size).toBe(1);
}, 60_000);
