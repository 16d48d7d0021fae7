import type { HqError } from '@hq-field/field-adapter';
import type { Context } from 'hono';
import type { Person } from '../administration/administration.ts';
import { type Html, html, nothing } from './html.ts';
import { layout } from './layout.ts';

export interface Refusal {
  title: string;
  /** What happened, and what to do. */
  text: string;
  person: Person | null;
  /** More of the page: what was typed, for one. */
  more?: Html;
  back?: { href: string; text: string };
}

/** A page that says why something was not done, and what to do. */
export function refusalPage({
  title,
  text,
  person,
  more = nothing,
  back = { href: '/accounts', text: 'To your accounts' },
}: Refusal): Html {
  return layout({
    title,
    person,
    body: html`<p class="lead">${text}</p>${more}<p><a href="${back.href}">${back.text}</a></p>`,
  });
}

/** Who can do it, in words. */
export function whoCan(administrators: readonly string[]): string {
  if (administrators.length === 0) return 'Nobody administers it at present. Ask whoever runs Field.';
  return `These people can: ${administrators.join(', ')}. Ask one of them.`;
}

/** The page of an address that has none. */
export function notFound(c: Context, person: Person | null): Response | Promise<Response> {
  const text = 'There is nothing at this address: it was removed, or the address is not complete.';
  return c.html(refusalPage({ title: 'Not found', text, person, back: { href: '/', text: 'To the front page' } }), 404);
}

export function toSignIn(c: Context): Response {
  return c.redirect(`/sign-in?next=${encodeURIComponent(c.req.path)}`, 303);
}

/** The page of somebody who is not of an account or project: it names nobody. */
export function stranger(c: Context, person: Person, what: 'account' | 'project'): Response | Promise<Response> {
  const text = `You are not in this ${what}. Ask one of its administrators to add you.`;
  return c.html(refusalPage({ title: `This ${what} is not yours`, text, person }), 403);
}

/** The page of somebody who may read only. */
export function notAllowed(c: Context, person: Person, administrators: readonly string[], back: string): Response | Promise<Response> {
  const text = `You can read this, not change it. ${whoCan(administrators)}`;
  return c.html(refusalPage({ title: 'You cannot change this', text, person, back: { href: back, text: 'Back to where you were' } }), 403);
}

/** What HQ refuses for good: sent again it would be refused again. */
export const refusedByHq = {
  title: 'HQ does not take this',
  text: 'HQ refuses what Field asks of it and would refuse it again, so nothing was saved. Tell whoever runs Field at what time it happened.',
  status: 502,
} as const;

/**
 * The page of a failure of HQ, which does not answer or refuses. What was sent to Field goes along, so that it can be sent again from here
 * where that may help.
 */
export function hqFailurePage(
  c: Context,
  error: HqError,
  { person = null, sent = [] }: { person?: Person | null; sent?: readonly (readonly [string, string])[] } = {},
): Response | Promise<Response> {
  const shown = sent.filter(([name]) => !unseen.has(name));
  const table =
    sent.length === 0
      ? nothing
      : html`<table class="typed"><caption>What you sent</caption><thead><tr><th scope="col">Field</th><th scope="col">What you typed</th></tr></thead>
<tbody>${shown.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;
  if (!error.retryable) return c.html(refusalPage({ ...refusedByHq, person, more: table }), refusedByHq.status);
  const more =
    sent.length === 0
      ? nothing
      : html`${table}
<form method="post" action="${c.req.path}" class="sheet">${sent.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p class="actions"><button type="submit" class="does">Send it again</button></p></form>`;
  const text =
    sent.length === 0
      ? 'The administration of this account lives in HQ, and HQ cannot be reached just now. Try again in a moment. Projects go on as usual.'
      : 'HQ cannot be reached just now, so nothing was saved. What you sent is kept on this page: send it again in a moment.';
  return c.html(refusalPage({ title: 'HQ cannot be reached', text, person, more }), 503);
}

const unseen: ReadonlySet<string> = new Set(['mode', 'seen', 'epoch', 'key']);
