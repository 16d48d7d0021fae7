import { html } from 'hono/html';
import type { Html } from './layout.ts';

export interface SignInPage {
  /** Where to go afterwards. */
  to: string;
  email: string;
  mistake: string | null;
  hasOperators: boolean;
}

export function signInPage({ to, email, mistake, hasOperators }: SignInPage): Html {
  return html`<p>This console asks for a name and no password: it is for development, and is served to this machine only.</p>
${hasOperators ? '' : html`<p class="panel">No operator is named, so nobody sees all accounts and nobody can create one. Start HQ with <code>HQ_OPERATORS=you@example.com</code>, several e-mails separated by commas.</p>`}
<form method="post" action="/console/sign-in" novalidate>
<input type="hidden" name="to" value="${to}">
<div class="field"><label for="email">E-mail</label>
<p class="hint" id="email-hint">Of an operator, or of a person whom HQ holds as a user.</p>
${mistake === null ? '' : html`<p class="mistake" id="email-mistake" role="alert">${mistake}</p>`}
<input id="email" name="email" type="email" autocomplete="username" required value="${email}" aria-describedby="email-hint${mistake === null ? '' : ' email-mistake'}"${mistake === null ? '' : html` aria-invalid="true"`}></div>
<p><button>Sign in</button></p>
</form>`;
}
