import { raw } from 'hono/html';
import type { Person } from '../administration/administration.ts';
import { type Html, html, nothing } from './html.ts';

export interface Page {
  title: string;
  /** Who is signed in. */
  person: Person | null;
  /** Where the page stands: the links to what it is a part of. */
  trail?: readonly { href: string; text: string }[];
  /** Told once, after something was done. */
  done?: string | null;
  /** Why nothing can be changed here. */
  closed?: { title: string; text: string } | null;
  body: Html;
}

/** The frame of every page: landmarks, one h1, and who is signed in. */
export function layout({ title, person, trail = [], done = null, closed = null, body }: Page): Html {
  return html`${raw('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Field</title>
<link rel="stylesheet" href="/assets/field.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="brand" href="/">Field</a>
${person === null ? html`<nav aria-label="Field"><a href="/sign-in">Sign in</a> <a href="/trial">Free trial</a></nav>` : signedIn(person)}
</header>
<main id="main" tabindex="-1">
${trail.length === 0 ? nothing : html`<nav aria-label="Where you are" class="trail"><ol>${trail.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`)}</ol></nav>`}
<h1>${title}</h1>
${done === null ? nothing : html`<p class="note good" role="status">${done}</p>`}
${closed === null ? nothing : html`<section class="note closed" aria-label="Read-only"><p><strong>${closed.title}.</strong> ${closed.text}</p></section>`}
${body}
</main>
<footer class="bottom"><p>Reference Field with a development sign-in. Not for customers.</p></footer>
</body>
</html>`;
}

function signedIn(person: Person): Html {
  return html`<nav aria-label="Field"><a href="/accounts">Accounts</a></nav>
<form method="post" action="/sign-out" class="who"><span>${person.name}</span> <button type="submit" class="plain">Sign out</button></form>`;
}
