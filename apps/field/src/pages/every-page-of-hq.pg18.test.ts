import { afterAll, expect, test } from 'vitest';
import { openHqSite } from './fixtures/hq-site.ts';
import { findings, walk } from './fixtures/walk.ts';

const site = await openHqSite();
afterAll(() => site.close());

test('axe finds nothing serious on pages that refuse in mode hq', { timeout: 120_000 }, async () => {
  const { acme } = site;
  const [ann, ben] = [await site.as('ann'), await site.as('ben')];
  const form = await ann.get(`${acme}/edit`);
  await ann.fill(`${acme}/edit`, { name: 'Newer' });
  const pages = [
    await ben.get(`${acme}/edit`),
    await ann.send(form, { name: 'Late' }),
    await ann.fill(`${acme}/edit`, { name: 'x'.repeat(300) }),
    await ann.fill(`${acme}/people/${site.guids.ann}/edit`, { role: 'member' }),
  ];
  const comesBack = await site.away();
  pages.push(await ann.get(acme), await ann.get('/accounts'), await ann.send(form, { name: 'Away' }));
  await comesBack();
  expect(pages.map(({ status }) => status)).toEqual([403, 409, 422, 422, 503, 503, 503]);
  for (const { text } of pages) expect(await findings(text)).toEqual([]);
});

test('every link and form leads somewhere in mode hq, for an account administrator and for a member, and axe finds nothing serious', {
  timeout: 240_000,
}, async () => {
  expect((await walk(await site.as('cleo'), '/accounts')).length).toBeGreaterThan(2);
  expect((await walk(await site.as('ann'), '/accounts')).length).toBeGreaterThan(15);
});
