import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { AppContext } from '../context.ts';
import { databaseFault } from '../hq-db/database-error.ts';
import type { ConsoleContext, ConsoleEnvironment } from './console-context.ts';
import type { ConsoleSettings } from './console-settings.ts';
import { readIdentity } from './identity.ts';
import { isLoopback } from './loopback.ts';
import { PageRefusedError } from './page-refused-error.ts';
import { layout } from './pages/layout.ts';
import { accounts } from './routes/accounts.ts';
import { projects } from './routes/projects.ts';
import { provisioning } from './routes/provisioning.ts';
import { signIn } from './routes/sign-in.ts';
import { sessionEmail } from './session.ts';
import { style } from './style.ts';

const safeToRepeat = 'A form that is sent once more creates nothing twice.';

/** Far more than a form holds. */
const longestBody = 64 * 1024;

const policy = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  // The same origin must be told who asks: the check of where a form comes from lives by it.
  referrerPolicy: 'same-origin',
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
});

/** Pages hold personal data: nothing between HQ and the browser keeps them. */
const unkept: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};

/** What the console's own forms send is the only body that it reads, and the only one that the check of its origin looks at. */
const formsOnly: MiddlewareHandler = async (c, next) => {
  const isForm = /^application\/x-www-form-urlencoded\b/iu.test(c.req.header('content-type') ?? '');
  if (c.req.method === 'POST' && !isForm)
    throw new PageRefusedError(415, 'This is no form', 'Open the form in this console, and send it from there.');
  await next();
};

/**
 * HQ's console under /console: accounts, projects and people as pages, and the creation of accounts and projects. It stands before what
 * the contract's routes share, so that its requests carry none of the contract's headers and are not in its figures.
 */
export function createConsole(
  { database, log }: Pick<AppContext, 'database' | 'log'>,
  settings: ConsoleSettings,
): Hono<ConsoleEnvironment> {
  const context: ConsoleContext = { ...settings, sql: database.read };
  const app = new Hono<ConsoleEnvironment>();

  app.use(policy, unkept);
  app.use(async (c, next) => {
    const { hostname, port } = new URL(c.req.url);
    if (!isLoopback(hostname))
      throw new PageRefusedError(
        421,
        'Another address',
        `The console answers to this machine's own name only: open http://127.0.0.1:${port}/console.`,
      );
    await next();
  });
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' }));
  app.use(csrf(), formsOnly);
  app.use(
    bodyLimit({
      maxSize: longestBody,
      onError: () => Promise.reject(new PageRefusedError(413, 'Too much was sent', 'Shorten what you typed, and send the form again.')),
    }),
  );
  app.route('/', signIn(context));

  app.use(async (c, next) => {
    const email = await sessionEmail(c, settings.sessionSecret);
    const identity = email === null ? null : await readIdentity(context.sql, settings.operators, email);
    if (identity === null) {
      const { pathname, search } = new URL(c.req.url);
      const to = c.req.method === 'GET' ? `?to=${encodeURIComponent(pathname + search)}` : '';
      return c.redirect(`/console/sign-in${to}`, 303);
    }
    c.set('identity', identity);
    return next();
  });
  app.get('/', (c) => c.redirect('/console/accounts', 303));
  app.route('/', accounts(context));
  app.route('/', projects(context));
  app.route('/', provisioning(context));
  app.all('*', () => {
    throw new PageRefusedError(404, 'There is no such page', 'Nothing of the console has this address; go on from the list of accounts.');
  });

  app.onError((error, c) => {
    const refusal = asPageRefused(error);
    if (refusal.status >= 500) log.error({ procedure: 'console', err: error }, 'a page failed');
    const identity = c.get('identity') ?? null;
    const content = html`<p>${refusal.message}</p>
<p><a href="/console/accounts">To the accounts</a></p>`;
    return c.html(layout({ title: refusal.title, identity, content }), refusal.status);
  });
  return app;
}

function asPageRefused(error: unknown): PageRefusedError {
  if (error instanceof PageRefusedError) return error;
  // Only the check of where a form comes from answers with this.
  if (error instanceof HTTPException)
    return new PageRefusedError(
      error.status === 403 ? 403 : 400,
      'The form is not from this console',
      'Open the form in this console, and send it from there.',
    );
  if (databaseFault(error) === 'unavailable')
    return new PageRefusedError(503, 'The HQ database does not answer', `Load the page again in a moment. ${safeToRepeat}`);
  return new PageRefusedError(500, 'HQ failed unexpectedly', `See the log of HQ. ${safeToRepeat}`);
}
