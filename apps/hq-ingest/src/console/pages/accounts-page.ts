import { html } from 'hono/html';
import type { ListPage } from '../list-page.ts';
import type { AccountLine } from '../queries/read-accounts.ts';
import type { Html } from './layout.ts';
import { pager, table } from './table.ts';
import { word } from './words.ts';

export interface AccountsPage {
  at: URL;
  /** What the names were searched for; empty for all. */
  name: string;
  accounts: ListPage<AccountLine>;
  isOperator: boolean;
}

export function accountsPage({ at, name, accounts, isOperator }: AccountsPage): Html {
  return html`<form method="get" action="/console/accounts" role="search">
<div class="field"><label for="name">Search by name</label>
<input id="name" name="name" type="search" autocomplete="off" value="${name}"></div>
<p><button>Search</button></p>
</form>
${isOperator ? html`<p><a class="button" href="/console/accounts/new">New account</a></p>` : ''}
${table({
  caption: name === '' ? 'Accounts by name' : `Accounts whose name contains ${name}`,
  empty: emptyWords(name, isOperator),
  rows: accounts.rows,
  columns: [
    { name: 'Name', cell: (row) => html`<a href="/console/accounts/${row.id}">${row.name}</a>` },
    { name: 'Kind', cell: (row) => word(row.kind) },
    { name: 'Status', cell: (row) => word(row.status) },
    { name: 'Trial ends', cell: (row) => row.trialEndsOn },
    { name: 'Projects', cell: (row) => row.projects, isNumber: true },
    { name: 'Members', cell: (row) => row.members, isNumber: true },
  ],
})}
${pager(at, 'after', 'accounts', accounts.next)}`;
}

function emptyWords(name: string, isOperator: boolean): string {
  if (name !== '') return `No account that you may see has a name with "${name}" in it.`;
  return isOperator
    ? 'HQ holds no account yet.'
    : 'You are in no account yet; an administrator of an account can make you one of its people.';
}
