import { Hono } from 'hono';
import type { Person } from '../administration/administration.ts';
import type { PagesContext } from '../pages/pages-context.ts';
import { form, type Mistakes } from '../pages/form.ts';
import { html } from '../pages/html.ts';
import { layout } from '../pages/layout.ts';
import { sentBody } from '../pages/sent-body.ts';
import { email as emailAnswer } from '../tasks/answers.ts';
import { text } from '../tasks/exchange.ts';

/** The development sign-in: the e-mail of a person of Field is enough. */
export function signInPages({ logins, sessions, personOf }: PagesContext): Hono {
  const app = new Hono();
  app.get('/sign-in', async (c) => {
    const [person, proposed] = await Promise.all([personOf(c), logins.proposed()]);
    const email = emailAnswer.safeParse(c.req.query('email')).data ?? '';
    const done = c.req.query('done') === 'trial' && email !== '' ? trialBegun(email) : null;
    return c.html(page({ person, next: local(c.req.query('next')), email, mistakes: {}, proposed, done }));
  });
  app.post('/sign-in', async (c) => {
    const body = await sentBody(c);
    const [email, next] = [text(body['email']).trim(), local(text(body['next']))];
    const person = email === '' || /\p{Cc}/u.test(email) ? null : await logins.byEmail(email);
    if (person === null) {
      const mistake = email === '' ? 'Enter an e-mail address.' : 'Nobody in Field signs in with this e-mail. Check how it is written.';
      return c.html(page({ person: null, next, email, mistakes: { email: mistake }, proposed: await logins.proposed(), done: null }), 422);
    }
    await sessions.begin(c, person.guid);
    return c.redirect(next, 303);
  });
  app.post('/sign-out', (c) => {
    sessions.end(c);
    return c.redirect('/', 303);
  });
  return app;
}

/** Where to go on after signing in: an address of Field's own, never one of another site. */
export function local(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\w\-/]*$/u.test(next) ? next : '/accounts';
}

const trialBegun = (email: string) =>
  `Your free trial has begun. Its login is not in Field yet, and comes by itself: sign in with ${email} in a moment.`;

interface SignIn {
  person: Person | null;
  next: string;
  email: string;
  mistakes: Mistakes;
  proposed: readonly string[];
  /** What was done before. */
  done: string | null;
}

function page({ person, next, email, mistakes, proposed, done }: SignIn) {
  return layout({
    title: 'Sign in',
    person,
    done,
    body: html`<p class="note development"><strong>This is the development sign-in.</strong> It asks for no password: anybody who reaches this Field can be anybody in it. It must never face customers.</p>
${form({
  action: '/sign-in',
  fields: [{ name: 'email', label: 'E-mail', kind: 'email', required: true, autocomplete: 'username', hint: 'As it is written in Field' }],
  values: { email },
  mistakes,
  hidden: { next },
  submit: 'Sign in',
})}
${
  proposed.length === 0
    ? html`<p>Nobody is in Field yet. <a href="/trial">Begin a free trial</a>.</p>`
    : html`<section aria-labelledby="proposed"><h2 id="proposed">Or choose an administrator</h2>
<form method="post" action="/sign-in" class="sheet"><input type="hidden" name="next" value="${next}"><div class="question"><label for="chosen">Administrator</label><select id="chosen" name="email">${proposed.map((one) => html`<option value="${one}">${one}</option>`)}</select></div><p class="actions"><button type="submit" class="plain">Sign in as this person</button></p></form></section>`
}`,
  });
}
