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

test('text that is stored with line breaks and tabs is kept, also as a choice, when something else is edited', async () => {
  const stored = { name: 'Line one\r\nline two', identifier: 'Tab\there ', cost_currency: 'eu\nro' };
  await field`update projects set ${field(stored)}, start_date = '2017-02-01', completion_date = '2018-02-01' where guid = ${towerGuid}`;
  const form = await ann.get(`${site.tower}/edit`);
  const refused = await ann.send(form, { cost: 'much', currency: 'eu\r\nro' });
  expect([refused.status, refused.document.querySelectorAll('[role=alert] li').length]).toEqual([422, 1]);
  expect((await ann.send(refused, { cost: '7' })).status).toBe(303);
  const [row] = await field`select name, identifier, cost_currency, cost::text from projects where guid = ${towerGuid}`;
  expect(row).toEqual({ ...stored, cost: '7.00' });
  await field`update accounts set name = ${'Acme\nInc'} where guid = ${acmeGuid}`;
  expect((await ann.fill(`${site.acme}/edit`, { name: 'Acme\tInc' })).status).toBe(422);
  expect((await ann.fill(`${site.acme}/edit`, { language: 'de' })).status).toBe(303);
  expect((await field`select name, locale from accounts where guid = ${acmeGuid}`)[0]).toEqual({ name: 'Acme\nInc', locale: 'de' });
});
