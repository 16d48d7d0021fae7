import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answersOf, openSite, type Visit, type Visitor } from './fixtures/site.ts';

// A walk sends every form: it leaves little of its site.
let site: Awaited<ReturnType<typeof openSite>>;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const { window } = new JSDOM('', { runScripts: 'outside-only', pretendToBeVisual: true });
window.eval(axe.source);

/** Serious and critical findings of axe. jsdom lays nothing out, so contrast is not among what it can see. */
async function findings(text: string): Promise<string[]> {
  const { documentElement } = new JSDOM(text).window.document;
  window.document.documentElement.lang = documentElement.lang;
  window.document.documentElement.innerHTML = documentElement.innerHTML;
  const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(window.document, {
    resultTypes: ['violations'],
    rules: { 'color-contrast': { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test('axe sees what is wrong', async () => {
  expect(await findings('<!doctype html><html><head></head><body><main><input></main></body></html>')).toEqual([
    expect.stringContaining('document-title'),
    expect.stringContaining('html-has-lang'),
    expect.stringContaining('label'),
  ]);
});

function outline({ document }: Visit): void {
  const levels = [...document.querySelectorAll('h1, h2, h3')].map((one) => Number(one.tagName[1]));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? level)).toBeLessThanOrEqual(1);
  for (const landmark of ['header', 'main', 'footer']) expect(document.querySelectorAll(landmark)).toHaveLength(1);
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  expect(new Set(ids).size).toBe(ids.length);
}

/** Follows every link, and sends every form as it stands, what takes something away last. */
async function walk(visitor: Visitor, from: string): Promise<string[]> {
  const [open, seen, forms] = [[from], new Set<string>(), new Map<string, Visit>()];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const page = await visitor.get(path);
    expect([path, page.status]).toEqual([path, 200]);
    outline(page);
    expect([path, await findings(page.text)]).toEqual([path, []]);
    for (const link of page.document.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href') ?? '';
      if (href.startsWith('/')) open.push(href);
      else expect(page.document.querySelector(href)).not.toBeNull();
    }
    for (const form of page.document.querySelectorAll('form.sheet')) forms.set(`${form.getAttribute('action')}`, page);
  }
  // Who leaves the account leaves its projects too; and nothing is left of an account or a project that is removed.
  const whole = /^\/(accounts|projects)\/[^/]+\/remove$/u;
  const last = (action: string) =>
    action === '/sign-in' ? 5 : !action.endsWith('/remove') ? 0 : (action.startsWith('/projects/') ? 1 : 2) + (whole.test(action) ? 2 : 0);
  for (const [action, page] of [...forms].toSorted(([a], [b]) => last(a) - last(b))) {
    const form = page.document.querySelector(`form.sheet[action="${action}"]`) as Element;
    const sent = await visitor.post(action, answersOf(form));
    // As it stands a form may lack an answer, be about somebody whom another one removed, or be sent by somebody who has just left.
    const answers = [303, 409, 422, ...(action.endsWith('/remove') ? [403] : [])];
    expect([action, answers.includes(sent.status), sent.status]).toEqual([action, true, sent.status]);
    if (sent.status !== 303) expect([action, await findings(sent.text)]).toEqual([action, []]);
  }
  return [...seen];
}

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
