import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSite } from './fixtures/site.ts';
import { findings, walk } from './fixtures/walk.ts';

// A walk sends every form: it leaves little of its site.
let site: Awaited<ReturnType<typeof openSite>>;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

test('axe sees what is wrong', async () => {
  expect(await findings('<!doctype html><html><head></head><body><main><input></main></body></html>')).toEqual([
    expect.stringContaining('document-title'),
    expect.stringContaining('html-has-lang'),
    expect.stringContaining('label'),
  ]);
});

test('every link and form of every page leads somewhere, for an account administrator, and axe finds nothing serious', async () => {
  const seen = await walk(await site.as('ann'), '/accounts');
  expect(seen.length).toBeGreaterThan(20);
});

test('for a member and for somebody who is not signed in too', async () => {
  expect((await walk(await site.as('cleo'), '/accounts')).length).toBeGreaterThan(2);
  expect((await walk(site.visitor(), '/')).toSorted()).toEqual(['/', '/sign-in', '/trial']);
});

test('axe finds nothing serious on pages that refuse', async () => {
  const [ann, ben] = [await site.as('ann'), await site.as('ben')];
  const { acme } = site;
  const form = await ann.get(`${acme}/edit`);
  await ann.fill(`${acme}/edit`, { name: 'Newer' });
  const pages = [
    await ben.get(`${acme}/edit`),
    await ann.get('/nowhere'),
    await ann.send(form, { name: 'Late' }),
    await ann.fill(`${acme}/edit`, { name: '' }),
  ];
  site.gates.values.set('field.administration', 'locked');
  pages.push(await ann.get(acme), await ann.send(form, { name: 'Locked' }));
  site.gates.values.set('field.maintenance', 'all');
  pages.push(await ann.get('/'));
  expect(pages.map(({ status }) => status)).toEqual([403, 404, 409, 422, 200, 423, 503]);
  for (const { text } of pages) expect(await findings(text)).toEqual([]);
});
