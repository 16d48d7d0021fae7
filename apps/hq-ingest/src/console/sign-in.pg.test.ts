import { testDatabase } from '@hq-field/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openConsole, operator, textsOf, visit } from '../fixtures/console-visitor.ts';
import { openTestHq, prepareHq } from '../fixtures/hq.ts';
import { user } from '../fixtures/records.ts';

const hq = openTestHq(await testDatabase('hq', prepareHq));
const app = openConsole(hq.database);
beforeAll(() => hq.send({ user: [user('ann'), user('dan', { status: 'disabled' })] }));
afterAll(() => hq.close());

test('whoever has not signed in is led to the sign-in, and from there to where they wanted to go', async () => {
  const nobody = await visit(app, null);
  const turned = await nobody.get('/console/accounts?name=ac');
  expect([turned.status, turned.location]).toEqual([303, '/console/sign-in?to=%2Fconsole%2Faccounts%3Fname%3Dac']);
  const signedIn = await nobody.post('/console/sign-in', { email: ` ${operator.toUpperCase()} `, to: '/console/accounts?name=ac' });
  expect([signedIn.status, signedIn.location]).toEqual([303, '/console/accounts?name=ac']);
  expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/u);
  expect((await nobody.get('/console/accounts')).status).toBe(200);
});

test('a sign-in never leads out of the console', async () => {
  for (const to of [
    'https://example.com/console/',
    '//example.com/console/',
    '/\\example.com',
    '/console/../trpc',
    'javascript:alert(1)',
    '',
  ]) {
    const answer = await (await visit(app, null)).post('/console/sign-in', { email: operator, to });
    expect([to, answer.location]).toEqual([to, '/console/accounts']);
  }
});

test('users of HQ sign in; the disabled and the unknown are told what to do', async () => {
  expect((await (await visit(app, 'Ann@Example.com')).get('/console/accounts')).status).toBe(200);
  for (const email of ['dan@example.com', 'nobody@example.com', '', '<script>']) {
    const answer = await (await visit(app, null)).post('/console/sign-in', { email, to: '/console/accounts' });
    expect(answer.status).toBe(422);
    expect(textsOf(answer, '#email-mistake')).toEqual([expect.stringContaining('active user of HQ')]);
    expect(answer.page.querySelector('#email')?.getAttribute('value')).toBe(email);
    expect(answer.headers.get('set-cookie')).toBeNull();
  }
  expect((await (await visit(app, null)).post('/console/sign-in', { email: 'a\0@example.com' })).status).toBe(422);
});

test('a cookie that somebody has changed, one of another secret, and one of a user disabled since are nobody', async () => {
  const signedIn = await (await visit(app, null)).post('/console/sign-in', { email: 'ann@example.com', to: '' });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const other = openConsole(hq.database, { sessionSecret: 'x'.repeat(32) });
  const ask = async (to: typeof app, sent: string) => (await to.request('/console/accounts', { headers: { cookie: sent } })).status;
  expect(await ask(app, cookie)).toBe(200);
  expect(await ask(app, cookie.replace('ann', 'olga'))).toBe(303);
  expect(await ask(other, cookie)).toBe(303);
  await hq.database.read`update users set status = 'disabled' where email = 'ann@example.com'`;
  expect(await ask(app, cookie)).toBe(303);
  await hq.database.read`update users set status = 'active' where email = 'ann@example.com'`;
});

test('a session ends after twelve hours, also when the browser keeps its cookie', async () => {
  const visitor = await visit(app, operator);
  const later = vi.spyOn(Date, 'now');
  const begun = Date.now();
  later.mockReturnValue(begun + 11.9 * 3_600_000);
  expect((await visitor.get('/console/accounts')).status).toBe(200);
  later.mockReturnValue(begun + 12.1 * 3_600_000);
  expect((await visitor.get('/console/accounts')).status).toBe(303);
  later.mockRestore();
});

test('signing out ends it', async () => {
  const visitor = await visit(app, operator);
  expect((await visitor.post('/console/sign-out', {})).location).toBe('/console/sign-in');
  expect((await visitor.get('/console/accounts')).status).toBe(303);
});

test('a form from another site is refused, whoever is signed in', async () => {
  const signedIn = await (await visit(app, null)).post('/console/sign-in', { email: operator, to: '' });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  for (const from of [{ origin: 'https://example.com' }, { 'sec-fetch-site': 'cross-site', origin: 'null' }, {}]) {
    const answer = await app.request('/console/accounts', {
      method: 'POST',
      body: new URLSearchParams({ name: 'Acme' }),
      headers: { cookie, ...from },
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('The form is not from this console');
  }
});

test('a body that no form of the console sends is refused before it is read', async () => {
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x', 'application/json', 'text/plain']) {
    const headers = { origin: 'http://localhost', 'content-type': type };
    const answer = await app.request('/console/sign-in', { method: 'POST', body: '{"email":', headers });
    expect([type, answer.status]).toEqual([type, 415]);
  }
});

test('a name of another site that leads to this machine is not answered', async () => {
  const answer = await app.request('http://rebound.example.com:4010/console/sign-in');
  expect(answer.status).toBe(421);
  expect(await answer.text()).toContain('http://127.0.0.1:4010/console');
});

test('every answer has a strict policy, also the stylesheet and a refusal', async () => {
  for (const path of ['/console/sign-in', '/console/style.css', '/console/nothing', '/console/accounts']) {
    const { headers } = await app.request(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe(path.endsWith('.css') ? 'max-age=300' : 'no-store');
  }
});

test('the sign-in says how to name an operator while there is none', async () => {
  const none = openConsole(hq.database, { operators: new Set() });
  expect((await (await visit(none, null)).get('/console/sign-in')).text).toContain('HQ_OPERATORS=');
  expect((await (await visit(app, null)).get('/console/sign-in')).text).not.toContain('HQ_OPERATORS=');
});

test('a form that is far too long is refused in words', async () => {
  const answer = await (await visit(app, null)).post('/console/sign-in', { email: 'x'.repeat(70_000) });
  expect([answer.status, textsOf(answer, 'h1')]).toEqual([413, ['Too much was sent']]);
});
