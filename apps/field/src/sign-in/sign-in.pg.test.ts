import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { serve } from '@hono/node-server';
import { until } from '@hq-field/testkit/until';
import { afterAll, expect, test, vi } from 'vitest';
import { openSite } from '../pages/fixtures/site.ts';
import { loginsOf } from './logins.ts';
import { sessionsOf } from './session.ts';
import { local } from './sign-in-pages.ts';
import { Hono } from 'hono';

const site = await openSite();
afterAll(() => site.close());

test('the sign-in says that it is for development, proposes administrators and signs in whom it is told', async () => {
  const visitor = site.visitor();
  const page = await visitor.get('/sign-in');
  expect(page.text).toContain('This is the development sign-in');
  expect([...page.document.querySelectorAll('option')].map((one) => one.value)).toEqual(['ann@example.com', 'eve@example.com']);
  expect((await visitor.send(page, { email: ' ben@example.com ' })).location).toBe('/accounts');
  expect((await visitor.get('/accounts')).text).toContain('ben');
  expect((await visitor.post('/sign-out', {})).location).toBe('/');
  expect((await visitor.get('/accounts')).status).toBe(303);
});

test('proposes only who is signed in by the e-mail and has a living account', async () => {
  const proposed = async () => (await loginsOf(site.field).proposed()).join(' ');
  const [eve] = await site.field<{ id: number; account: number }[]>`
    select u.id, m.account_id as account from users u join account_users m on m.user_id = u.id and m.role = 'admin' where u.email = 'eve@example.com'`;
  const { id = 0, account = 0 } = eve ?? {};
  const during = async (change: () => Promise<unknown>, back: () => Promise<unknown>) => {
    await change();
    const said = await proposed();
    await back();
    return said;
  };
  const { field } = site;
  expect(await proposed()).toBe('ann@example.com eve@example.com');
  const disabled = (status: string | null) => field`update users set status = ${status} where id = ${id}`;
  expect(
    await during(
      () => disabled('Disabled'),
      () => disabled('active'),
    ),
  ).toBe('ann@example.com');
  const deleted = (at: Date | null) => field`update accounts set deleted_at = ${at} where id = ${account}`;
  expect(
    await during(
      () => deleted(new Date()),
      () => deleted(null),
    ),
  ).toBe('ann@example.com');
  const email = (to: string) => field`update users set email = ${to} where id = ${id}`;
  expect(
    await during(
      () => email('ann@example.com'),
      () => email('eve@example.com'),
    ),
  ).toBe('ann@example.com');
  expect(await proposed()).toBe('ann@example.com eve@example.com');
});

test('who is not in Field, or disabled, is not signed in', async () => {
  for (const email of ['', 'nobody@example.com', '\u0000', "' or true --"]) {
    const visitor = site.visitor();
    expect([(await visitor.fill('/sign-in', { email })).status, visitor.cookie]).toEqual([422, '']);
  }
  const dora = await site.as('dora');
  await site.field`update users set status = 'disabled' where guid = ${site.guids.dora}`;
  expect((await dora.get('/accounts')).status).toBe(303);
});

test('a cookie that somebody made or changed is nobody', async () => {
  const ann = await site.as('ann');
  expect((await ann.get('/accounts')).status).toBe(200);
  const forged = site.visitor();
  for (const cookie of [
    ann.cookie.replace(site.guids.ann, site.guids.eve),
    `field_session=${site.guids.ann}|99999999999`,
    `${ann.cookie}x`,
  ]) {
    forged.cookie = cookie;
    expect((await forged.get('/accounts')).status).toBe(303);
  }
});

test('a sign-in ends after eight hours', async () => {
  let now = Date.now();
  const sessions = sessionsOf('secret', () => now);
  const app = new Hono();
  app.get('/in', async (c) => (await sessions.begin(c, 'ann'), c.text('')));
  app.get('/who', async (c) => c.text(String(await sessions.person(c))));
  const cookie = (await app.request('/in')).headers.get('set-cookie')?.split(';')[0] ?? '';
  const who = async () => (await app.request('/who', { headers: { cookie } })).text();
  expect(await who()).toBe('ann');
  now += 8 * 60 * 60 * 1000 + 1000;
  expect(await who()).toBe('null');
});

test('a form of another site is refused, and headers keep other sites out', async () => {
  const ann = await site.as('ann');
  const page = await ann.post(`${site.acme}/edit`, { name: 'x', mode: 'legacy' }, 'https://elsewhere.example');
  expect([page.status, page.text.includes('did not come from Field')]).toEqual([403, true]);
  const { headers } = await ann.get(site.acme);
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/u);
  expect([
    headers.get('x-frame-options'),
    headers.get('referrer-policy'),
    headers.get('cache-control'),
    headers.get('x-content-type-options'),
  ]).toEqual(['DENY', 'same-origin', 'no-store', 'nosniff']);
  expect((await site.visitor().post('/sign-in', { email: 'x'.repeat(300_000) })).status).toBe(413);
});

test('a body that is no form is refused with 400, on every page that takes one', async () => {
  const { cookie } = await site.as('ann');
  const headers = { cookie, origin: 'http://field', 'content-type': 'multipart/form-data; boundary=x' };
  for (const path of ['/sign-in', '/trial', `${site.acme}/edit`]) {
    const response = await site.app.request(`http://field${path}`, { method: 'POST', headers, body: 'garbage' });
    expect([path, response.status, (await response.text()).includes('cannot be read')]).toEqual([path, 400, true]);
  }
});

test('a browser that goes away while it sends is no database that is away', async () => {
  const statuses: number[] = [];
  const server = serve({
    port: 0,
    async fetch(request: Request) {
      const response = await site.app.fetch(request);
      statuses.push(response.status);
      return response;
    },
  });
  await once(server, 'listening');
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  for (const framing of ['content-length: 100\r\n\r\nemail', 'transfer-encoding: chunked\r\n\r\n5\r\nemail\r\n']) {
    const before = statuses.length;
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const head = 'POST /sign-in HTTP/1.1\r\nhost: field\r\norigin: http://field\r\ncontent-type: application/x-www-form-urlencoded\r\n';
    socket.write(`${head}${framing}`, () => socket.resetAndDestroy());
    await until(() => statuses.length > before, { timeoutMs: 5000, everyMs: 5, what: 'it is answered' });
  }
  const said = written.mock.calls.flat().join('');
  written.mockRestore();
  server.close();
  expect([statuses, said]).toEqual([[400, 400], '']);
});

test.each([
  ['/accounts/abc-1/edit', '/accounts/abc-1/edit'],
  ['//elsewhere.example', '/accounts'],
  ['/\\elsewhere.example', '/accounts'],
  ['https://elsewhere.example', '/accounts'],
  [undefined, '/accounts'],
])('the sign-in goes on to Field only: %s', (next, to) => {
  expect(local(next)).toBe(to);
});
