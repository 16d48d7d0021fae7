import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AdministrationClient, type FieldDatabase, HqError } from '@hq-field/field-adapter';
import type { Gates } from '@hq-field/gates';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { Person } from '../administration/administration.ts';
import { administrationsOf } from '../administration/administrations.ts';
import { modeOf } from '../administration/fence.ts';
import { mayLiveInHq, modesOf } from '../administration/modes.ts';
import { toFieldAppError } from '../to-field-app-error.ts';
import { maintenance } from '../maintenance/maintenance.ts';
import { loginsOf } from '../sign-in/logins.ts';
import { sessionsOf } from '../sign-in/session.ts';
import { signInPages } from '../sign-in/sign-in-pages.ts';
import { taskPages } from '../tasks/task-pages.ts';
import { trialPages } from '../tasks/trial.ts';
import { accountBody, keeperOf } from './account-page.ts';
import { homePage } from './home-page.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { projectBody } from './project-page.ts';
import { guid, type PagesContext } from './pages-context.ts';
import { hqFailurePage, notFound, refusalPage, stranger, toSignIn } from './refusals.ts';
import { brokeOff } from './sent-body.ts';

export interface PagesSettings {
  gates: Pick<Gates, 'value' | 'words'>;
  /** Signs the cookies of the sign-in. */
  sessionSecret: string;
  /** Words of the maintenance page; null for its own. */
  maintenanceText: string | null;
  /** Called after somebody has created an account or a project, so that HQ has it at once. Must not throw. */
  created?: PagesContext['created'];
  /** The administration that HQ keeps; without it mode `hq` is read-only. */
  hq?: AdministrationClient;
}

const stylesheet = readFileSync(join(import.meta.dirname, 'field.css'), 'utf8');
const bytesAtMost = 256 * 1024;

/** What is said on the next page after something was done. */
const doneWords: ReadonlyMap<string, string> = new Map([
  ['saved', 'Saved.'],
  ['added', 'Added.'],
  ['removed', 'Removed.'],
  ['created', 'Created.'],
  ['trial', 'Your free trial has begun. This is your project: add people to it, and edit it as you like.'],
]);
const doneOf = (c: Context): string | null => doneWords.get(c.req.query('done') ?? '') ?? null;

/** Field's pages: front page, sign-in, free trial and administration. Everything works with links and forms alone. */
export function fieldPages(field: FieldDatabase, settings: PagesSettings): Hono {
  const administrations = administrationsOf(field, settings.hq ?? null, settings.gates);
  const logins = loginsOf(field);
  const sessions = sessionsOf(settings.sessionSecret);
  const context: PagesContext = {
    gates: settings.gates,
    administrations,
    logins,
    sessions,
    created: settings.created ?? (async () => {}),
    async personOf(c) {
      const person = await sessions.person(c);
      return person === null ? null : logins.byGuid(person);
    },
    async administrationOf(account, person) {
      const mode = await modeOf(settings.gates, account);
      return { mode, administration: await administrations.of(mode, account, person) };
    },
    async accountOfProject(project, person) {
      const ofField = await administrations.legacy.projectAccess(person.guid, project);
      if (ofField !== null || settings.hq === undefined) return ofField?.account ?? null;
      const modes = await modesOf(settings.gates, await administrations.legacy.home(person.guid));
      if (!(await mayLiveInHq(settings.gates, modes))) return null;
      // HQ may have made it, and Field does not have it yet.
      const ofHq = await administrations.of('hq', null, person);
      return (await ofHq.projectAccess(person.guid, project))?.account ?? null;
    },
  };

  const app = new Hono();
  app.use(maintenance(settings.gates, settings.maintenanceText));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // Without a referrer browsers send "Origin: null" with forms, which the check of their origin refuses.
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
    }),
  );
  app.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  app.use(csrf());
  app.use(bodyLimit({ maxSize: bytesAtMost }));
  app.get('/assets/field.css', (c) =>
    c.body(stylesheet, 200, { 'content-type': 'text/css; charset=UTF-8', 'cache-control': 'max-age=300' }),
  );
  app.get('/', async (c) => c.html(frontPage(await context.personOf(c).catch(() => null))));
  app.route('/', signInPages(context));
  app.route('/', trialPages(context));
  app.get('/accounts', async (c) => {
    const person = await context.personOf(c);
    if (person === null) return toSignIn(c);
    return homePage(context, c, person, doneOf(c));
  });
  app.get(`/accounts/:account{${guid}}`, async (c) => {
    const person = await context.personOf(c);
    if (person === null) return toSignIn(c);
    const account = c.req.param('account');
    const { mode, administration } = await context.administrationOf(account, person);
    const may = await administration.accountAccess(person.guid, account);
    if (may === null) return notFound(c, person);
    if (may.access === null) return stranger(c, person, 'account');
    const view = await administration.account(account);
    if (view === null) return notFound(c, person);
    const edits = may.access === 'admin' && administration.writes !== null;
    return c.html(
      layout({
        title: view.values.name || '(without a name)',
        person,
        trail: [{ href: '/accounts', text: 'Accounts' }],
        done: doneOf(c),
        closed: administration.closed,
        body: accountBody(view, { access: may.access, edits, keeper: keeperOf(mode, administration) }),
      }),
    );
  });
  app.get(`/projects/:project{${guid}}`, async (c) => {
    const person = await context.personOf(c);
    if (person === null) return toSignIn(c);
    const project = c.req.param('project');
    const owner = await context.accountOfProject(project, person);
    if (owner === null) return notFound(c, person);
    const { mode, administration } = await context.administrationOf(owner, person);
    const [may, view] = await Promise.all([administration.projectAccess(person.guid, project), administration.project(project)]);
    if (may === null) return notFound(c, person);
    if (may.access === null) return stranger(c, person, 'project');
    if (view === null) return notFound(c, person);
    const edits = may.access === 'admin' && administration.writes !== null;
    const inAccount = await administration.accountAccess(person.guid, view.account.guid);
    const account = { href: `/accounts/${view.account.guid}`, text: view.account.name || '(without a name)' };
    return c.html(
      layout({
        title: view.values.name || '(without a name)',
        person,
        trail: [{ href: '/accounts', text: 'Accounts' }, ...(inAccount?.access == null ? [] : [account])],
        done: doneOf(c),
        closed: administration.closed,
        body: projectBody(view, { access: may.access, edits, keeper: keeperOf(mode, administration) }),
      }),
    );
  });
  app.route('/', taskPages(context));
  return app;
}

/** The page of a failure that nobody foresaw, of a form that is broken or from elsewhere, and of a database that is away. */
export function failurePage(error: unknown, c: Context): Response | Promise<Response> {
  const back = { href: '/', text: 'To the front page' };
  if (error instanceof HTTPException && error.status === 403)
    return c.html(
      refusalPage({
        title: 'This form did not come from Field',
        text: 'It was not taken. Open the form in Field itself and send it from there.',
        person: null,
        back,
      }),
      403,
    );
  if (error instanceof HTTPException && error.status === 413)
    return c.html(
      refusalPage({ title: 'This is too much', text: 'The form was larger than Field takes. Go back and send less.', person: null, back }),
      413,
    );
  if ((error instanceof HTTPException && error.status === 400) || brokeOff(error, c)) {
    const text = 'It did not arrive whole, so nothing was saved. Open the form again and send it from there.';
    return c.html(refusalPage({ title: 'This form cannot be read', text, person: null, back }), 400);
  }
  if (error instanceof HqError) {
    process.stderr.write(`${c.req.method} ${c.req.routePath} failed: HQ ${error.code}\n`);
    return hqFailurePage(c, error);
  }
  const { code } = toFieldAppError(error);
  // Neither values nor the words of an error that may hold them are logged.
  process.stderr.write(`${c.req.method} ${c.req.routePath} failed: ${code}${error instanceof Error ? ` (${error.name})` : ''}\n`);
  const away = code === 'unreachable';
  const text = away
    ? "Field's database cannot be reached just now. Try again in a moment; nothing was saved by this request."
    : 'Field failed unexpectedly. Try again; if it stays so, tell whoever runs Field at what time it happened.';
  return c.html(
    refusalPage({ title: away ? 'Field is away for a moment' : 'Something went wrong', text, person: null, back }),
    away ? 503 : 500,
  );
}

function frontPage(person: Person | null) {
  return layout({
    title: 'Field',
    person,
    body: html`<p class="lead">Accounts, projects and the people on them.</p>
${person === null ? html`<p class="actions"><a class="button" href="/sign-in">Sign in</a> <a class="button" href="/trial">Begin a free trial</a></p>` : html`<p class="actions"><a class="button" href="/accounts">Your accounts</a></p>`}`,
  });
}
