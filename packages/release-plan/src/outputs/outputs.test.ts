import { expect, test } from 'vitest';
import { defaultText, missionText, planOf, timed } from '../fixtures/plans.ts';
import { validatePlan } from '../validate/validate-plan.ts';
import { announcementsOf } from './announcements.ts';
import { runbookOf } from './runbook.ts';
import { tableOf } from './table.ts';

const plan = planOf(defaultText());
const schedule = timed(plan);

test('the default plan has no errors', () => {
  expect(validatePlan(plan, '2027-04-01T00:00:00Z').filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('its runbook is the one that was read', async () => {
  await expect(runbookOf(plan, schedule)).toMatchFileSnapshot('../fixtures/hq-field.runbook.md');
});

test('the same plan gives the same bytes', () => {
  const again = planOf(defaultText());
  expect(runbookOf(again, timed(again))).toBe(runbookOf(plan, schedule));
});

test('the table shows the clocks of an office, the critical path, downtime and guesses', () => {
  const mission = planOf(missionText);
  const { shanghai } = mission.offices;
  expect(shanghai && tableOf(timed(mission), shanghai).split('\n')).toEqual([
    'begins in Shanghai    ends   takes            id           owner  what',
    'Thu 2015-05-07 22:00                       M  news         ann    to customers: News for Fri 2015-05-15 21:00 (Boston)',
    'Mon 2015-05-11 09:00  10:00  ~1 hour          pre-release  li     Pre-release of HQ',
    'Sat 2015-05-16 09:00  09:10  10 minutes   !D  deploy       ann    Deploy',
    'Sat 2015-05-16 09:10  09:30  ~20 minutes  !   check        li     Check',
    '',
  ]);
});

test('announcements stand by audience, with every merge field filled in', () => {
  const announcements = announcementsOf(plan, schedule);
  expect([...announcements.keys()]).toEqual(['customers', 'HQ and Field teams', 'release team']);
  const downtime = announcements.get('customers')?.find(({ id }) => id === 'downtime');
  expect(downtime?.subject).toBe('Up to 50 minutes without administration');
  expect(downtime?.text).toContain('We do not expect to need it: 0 minutes.');
  expect([...announcements.values()].flat().filter(({ text, subject }) => /[{}]/.test(text + subject))).toEqual([]);
});
