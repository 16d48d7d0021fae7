import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Identity } from '../identity.ts';

/** A piece of a page. Whatever stands in its holes was escaped, unless it is such a piece itself. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageOptions {
  title: string;
  /** Null before sign-in. */
  identity: Identity | null;
  content: Html;
}

/** The frame of every page. */
export function layout({ title, identity, content }: PageOptions): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - HQ console</title>
<link rel="stylesheet" href="/console/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<span class="product">HQ console</span>
${identity === null ? '' : navigation(identity)}
</header>
<main id="main">
<h1>${title}</h1>
${content}
</main>
</body>
</html>`;
}

function navigation(identity: Identity): Html {
  return html`<nav aria-label="Console"><ul>
<li><a href="/console/accounts">Accounts</a></li>
${identity.isOperator ? html`<li><a href="/console/accounts/new">New account</a></li><li><a href="/console/provisioning">Waiting for Field</a></li>` : ''}
</ul></nav>
<form method="post" action="/console/sign-out">
<span class="quiet">${identity.email}${identity.isOperator ? ', operator' : ''}</span>
<button>Sign out</button>
</form>`;
}
