import { HqError } from '@hq-field/field-adapter';
import { type Context, Hono } from 'hono';
import type { Administration, Person } from '../administration/administration.ts';
import { guid, type PagesContext } from '../pages/pages-context.ts';
import { hqFailurePage, notAllowed, notFound, refusalPage, stranger, toSignIn } from '../pages/refusals.ts';
import { sentBody } from '../pages/sent-body.ts';
import { accountTasks } from './account-tasks.ts';
import { type Exchange, showForm, takeForm } from './exchange.ts';
import { projectTasks } from './project-tasks.ts';
import { accountHref, projectHref, type Target, type Task } from './task.ts';

/** The form of every task: GET shows it, POST takes it. */
export function taskPages(context: PagesContext): Hono {
  const app = new Hono();
  for (const task of [...accountTasks, ...projectTasks]) {
    const address = `/${task.of}s/:${task.of}{${guid}}${task.path.replace(/:(\w+)/gu, `:$1{${guid}}`)}`;
    app.get(address, async (c) => {
      const person = await context.personOf(c);
      if (person === null) return toSignIn(c);
      const exchange = await opened(context, c, task, person);
      return exchange instanceof Response ? exchange : showForm(exchange);
    });
    app.post(address, async (c) => {
      const body = await sentBody(c);
      const person = await context.personOf(c);
      if (person === null) return signedOut(c);
      const exchange = await opened(context, c, task, person).catch((error: unknown) => {
        if (error instanceof HqError) return hqFailurePage(c, error, { person, sent: sentOf(body) });
        throw error;
      });
      if (exchange instanceof Response) return exchange;
      const written = await takeForm(exchange, body);
      if (written instanceof Response) return written;
      // What HQ has made comes from there.
      if (written.created !== undefined && exchange.mode !== 'hq') await context.created({ ...written.created, creator: person.guid });
      return c.redirect(`${written.href}?done=${written.done}`, 303);
    });
  }
  return app;
}

/** Finds what the form is about, and holds the person to what they may do there. */
async function opened(context: PagesContext, c: Context, task: Task, person: Person): Promise<Exchange | Response> {
  const { gates, administrations } = context;
  const of = (name: string): string => c.req.param(name) ?? '';
  const target: Target = { account: of('account'), project: of('project'), person: of('person'), company: of('company') };
  if (task.of === 'project') {
    const account = await context.accountOfProject(target.project, person);
    if (account === null) return notFound(c, person);
    target.account = account;
  }
  const { mode, administration } = await context.administrationOf(target.account, person);
  const may = await accessTo(administration, task, target, person);
  if (may === null) return notFound(c, person);
  if (may.access === null) return stranger(c, person, task.of);
  const back = task.of === 'account' ? accountHref(target.account) : projectHref(target.project);
  if (may.access !== 'admin') return notAllowed(c, person, may.administrators, back);
  const open = await task.open(administration, target, person);
  if (open === null) return notFound(c, person);
  return { c, gates, administrations, person, account: target.account, mode, administration, epoch: may.epoch, task: open };
}

function accessTo(administration: Administration, { of }: Task, { account, project }: Target, { guid }: Person) {
  return of === 'account' ? administration.accountAccess(guid, account) : administration.projectAccess(guid, project);
}

/** What a browser sent, field by field. */
function sentOf(body: Record<string, unknown>): [string, string][] {
  return Object.entries(body).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (typeof one === 'string' ? [[name, one]] : [])),
  );
}

function signedOut(c: Context): Response | Promise<Response> {
  return c.html(
    refusalPage({
      title: 'You are signed out',
      text: 'Your sign-in has ended, so nothing was saved. Sign in in another tab, then go back here in your browser and send the form again: what you typed is still there.',
      person: null,
      back: { href: '/sign-in', text: 'Sign in' },
    }),
    401,
  );
}
