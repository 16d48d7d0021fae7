import { afterAll, expect, test } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';

const site = await openSite();
afterAll(() => site.close());
const { field } = site;
const ann = await site.as('ann');

test.each([
  ['another first day', { startDate: '2021-05-05' }],
  ['no first day', { startDate: '' }],
  ['another name', { name: 'Bridge' }],
])('a form of a new project that is sent again with %s is not told as done, and sent as it was it is', async (_, other) => {
  await field`delete from projects where name = 'Dam'`;
  const form = await ann.get(`${site.acme}/projects/new`);
  const answers = { name: 'Dam', startDate: '2020-01-01' };
  const first = await ann.send(form, answers);
  const again = await ann.send(form, { ...answers, ...other });
  expect([first.status, again.status]).toEqual([303, 422]);
  expect(again.document.querySelector('[role=alert]')?.textContent).toContain('sent before with other answers');
  expect((await ann.send(form, answers)).location).toBe(first.location);
  expect(await field`select name, start_date::text as "startDate" from projects where name in ('Dam', 'Bridge')`).toEqual([answers]);
});

test('a form of a new project without a first day makes one project when it is sent twice', async () => {
  const form = await ann.get(`${site.acme}/projects/new`);
  const [one, two] = [await ann.send(form, { name: 'Weir' }), await ann.send(form, { name: 'Weir' })];
  expect([one.status, two.location]).toEqual([303, one.location]);
});
