import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Person } from '../administration/administration.ts';
import { trialDays } from '../administration/legacy-writes.ts';
import type { PagesContext } from '../pages/pages-context.ts';
import { sentBody } from '../pages/sent-body.ts';
import { email, optionalText, requiredText } from './answers.ts';
import { type Exchange, showForm, takeForm } from './exchange.ts';
import { openTask, projectHref } from './task.ts';

/** The free trial, for everybody: an account, its first project and its administrator in one form. */
export function trialPages(context: PagesContext): Hono {
  const app = new Hono();
  app.get('/trial', async (c) => showForm((await opened(context, c)).exchange));
  app.post('/trial', async (c) => {
    const { exchange, made } = await opened(context, c);
    const written = await takeForm(exchange, await sentBody(c));
    if (written instanceof Response) return written;
    // The login comes from HQ, and may be late: then the trial waits for its administrator to sign in.
    if (made.creator === null) return c.redirect(`/sign-in?${new URLSearchParams({ done: 'trial', email: made.email })}`, 303);
    if (made.creator !== '') await context.sessions.begin(c, made.creator);
    if (made.creator !== '' && exchange.mode !== 'hq') {
      await context.created({ account: made.account, entity: 'account', externalId: made.account, creator: made.creator });
      await context.created({ account: made.account, entity: 'project', externalId: made.project, creator: made.creator });
    }
    return c.redirect(`${written.href}?done=${written.done}`, 303);
  });
  return app;
}

/** The trial as a form, and where the write puts what it made. */
async function opened(context: PagesContext, c: Context) {
  const person: Person | null = await context.personOf(c);
  const { mode, administration } = await context.administrationOf(null, person);
  const made: { account: string; project: string; creator: string | null; email: string } = {
    account: '',
    project: '',
    creator: '',
    email: '',
  };
  const task = openTask({
    title: 'Begin a free trial',
    trail: [],
    lead: `You get an account with a first project, and administer both, for ${trialDays} days. It costs nothing and ends by itself.`,
    fields: [
      {
        name: 'account',
        label: 'Name of the account',
        kind: 'text',
        required: true,
        autocomplete: 'organization',
        hint: 'Most take the name of their company',
      },
      { name: 'project', label: 'Name of the first project', kind: 'text', required: true, autocomplete: 'off' },
      { name: 'email', label: 'Your e-mail', kind: 'email', required: true, autocomplete: 'email' },
      { name: 'firstName', label: 'Your first name', kind: 'text', autocomplete: 'given-name' },
      { name: 'lastName', label: 'Your last name', kind: 'text', autocomplete: 'family-name' },
    ],
    values: { account: '', project: '', email: '', firstName: '', lastName: '' },
    submit: 'Begin the free trial',
    back: '/',
    schema: z.object({
      account: requiredText('a name for the account'),
      project: requiredText('a name for the project', 512),
      email,
      firstName: optionalText(),
      lastName: optionalText(),
    }),
    async write(writes, typed, edit) {
      Object.assign(made, await writes.startTrial(typed, edit), { email: typed.email });
      return { href: projectHref(made.project), done: 'trial' };
    },
  });
  const { gates, administrations } = context;
  const exchange: Exchange = { c, gates, administrations, person, account: null, mode, administration, epoch: 0, task };
  return { exchange, made };
}
