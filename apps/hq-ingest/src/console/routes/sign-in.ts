import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { ConsoleContext, ConsoleEnvironment } from '../console-context.ts';
import { readIdentity } from '../identity.ts';
import { layout } from '../pages/layout.ts';
import { signInPage } from '../pages/sign-in-page.ts';
import { beginSession, endSession } from '../session.ts';

const sent = z.object({ email: z.string().max(1000).catch(''), to: z.string().max(2000).catch('') });

/** Sign-in by name, and sign-out. */
export function signIn({ sql, operators, sessionSecret }: ConsoleContext): Hono<ConsoleEnvironment> {
  const page = (c: Context, status: 200 | 422, options: { to: string; email: string; mistake: string | null }) =>
    c.html(layout({ title: 'Sign in', identity: null, content: signInPage({ ...options, hasOperators: operators.size > 0 }) }), status);
  return new Hono<ConsoleEnvironment>()
    .get('/sign-in', (c) => page(c, 200, { to: c.req.query('to') ?? '', email: '', mistake: null }))
    .post('/sign-in', async (c) => {
      const { email, to } = sent.parse(await c.req.parseBody());
      const identity = await readIdentity(sql, operators, email);
      if (identity === null)
        return page(c, 422, {
          to,
          email,
          mistake: 'Nobody of this e-mail may sign in: enter that of an operator or of an active user of HQ.',
        });
      await beginSession(c, sessionSecret, identity.email);
      return c.redirect(ownPath(to) ?? '/console/accounts', 303);
    })
    .post('/sign-out', (c) => {
      endSession(c);
      return c.redirect('/console/sign-in', 303);
    });
}

/** A path of the console; null for anything else, so that no link to the sign-in leads away. */
function ownPath(to: string): string | null {
  const base = 'http://console.invalid';
  if (!URL.canParse(to, base)) return null;
  const { origin, pathname, search } = new URL(to, base);
  return origin === base && pathname.startsWith('/console/') ? `${pathname}${search}` : null;
}
