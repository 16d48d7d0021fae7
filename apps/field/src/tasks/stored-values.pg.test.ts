import { afterAll, expect, test } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';

const site = await openSite();
afterAll(() => site.close());
const { field, acmeGuid, towerGuid } = site;
const ann = await site.as('ann');

test.each([
  ['completion_date', 'infinity'],
  ['start_date', '-infinity'],
  ['start_date', '0044-03-15 BC'],
  ['completion_date', '12015-01-01'],
])('a project that is stored with the %s %s keeps it when its name is edited', async (column, day) => {
  await field`update projects set start_date = '2017-02-01', completion_date = '2018-02-01', name = 'Tower' where guid = ${towerGuid}`;
  await field`update projects set ${field(column)} = ${day}::text::date where guid = ${towerGuid}`;
  expect((await ann.fill(`${site.tower}/edit`, { name: 'Bridge' })).status).toBe(303);
  const [row] = await field`select name, ${field(column)}::text as day from projects where guid = ${towerGuid}`;
  expect(row).toEqual({ name: 'Bridge', day });
});
