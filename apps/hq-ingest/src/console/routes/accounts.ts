import { type Context, Hono } from 'hono';
import { createAccount } from '../../own-changes/create-account.ts';
import { isKeptFromTheStart, KeeperUnknownError } from '../../own-changes/is-kept-from-the-start.ts';
import { OwnChangeError } from '../../own-changes/own-change-error.ts';
import { administers, demandAccount, demandOperator } from '../access.ts';
import { type ConsoleContext, type ConsoleEnvironment, show } from '../console-context.ts';
import { isFieldVisible } from '../field-part/is-field-visible.ts';
import { readFieldPart } from '../field-part/read-field-part.ts';
import { drawFormToken, idOfFormToken } from '../form-token.ts';
import { accountForm, readAccountForm } from '../forms/account-form.ts';
import { type Mistakes, newForm, type Typed } from '../forms/form-field.ts';
import { idFrom } from '../list-page.ts';
import { notFound } from '../page-refused-error.ts';
import { accountPage } from '../pages/account-page.ts';
import { accountsPage } from '../pages/accounts-page.ts';
import { fieldPart } from '../pages/field-part.ts';
import { form } from '../pages/form.ts';
import { readAccount } from '../queries/read-account.ts';
import { readAccounts } from '../queries/read-accounts.ts';
import { readCompanies } from '../queries/read-companies.ts';
import { readAccountMembers } from '../queries/read-members.ts';
import { readProjects } from '../queries/read-projects.ts';
import { staleForm } from './stale-form.ts';

const formName = 'account';

/** The list of accounts, an account, and the creation of one. */
export function accounts({ sql, sessionSecret, gates, fieldPagesUrl }: ConsoleContext): Hono<ConsoleEnvironment> {
  function formPage(c: Context<ConsoleEnvironment>, token: string, typed: Typed, mistakes: Mistakes, refusal: string | null) {
    const isRefused = refusal !== null || Object.keys(mistakes).length > 0;
    const content = form({ action: '/console/accounts', submit: 'Create account', token, form: accountForm, typed, mistakes, refusal });
    return show(c, 'New account', content, isRefused ? 422 : 200);
  }

  return new Hono<ConsoleEnvironment>()
    .get('/accounts', async (c) => {
      const identity = c.get('identity');
      const name = (c.req.query('name') ?? '').replaceAll('\0', '').trim().slice(0, 255);
      const page = await readAccounts(sql, identity, { name, after: idFrom(c.req.query('after')) });
      return show(c, 'Accounts', accountsPage({ at: new URL(c.req.url), name, accounts: page, isOperator: identity.isOperator }));
    })
    .get('/accounts/new', (c) => {
      const identity = c.get('identity');
      demandOperator(identity, 'create an account');
      return formPage(c, drawFormToken(sessionSecret, formName, identity.email), newForm(accountForm), {}, null);
    })
    .post('/accounts', async (c) => {
      const identity = c.get('identity');
      demandOperator(identity, 'create an account');
      const sent = await c.req.parseBody();
      const token = String(sent.token);
      const read = readAccountForm(sent);
      const id = idOfFormToken(sessionSecret, formName, identity.email, token);
      if (id === null)
        return formPage(c, drawFormToken(sessionSecret, formName, identity.email), read.typed, read.mistakes ?? {}, staleForm);
      if (read.mistakes !== null) return formPage(c, token, read.typed, read.mistakes, null);
      const leadToIt = () => c.redirect(`/console/accounts/${id}?sent=before`, 303);
      // Looked for before the gates are asked: while they are away, a form that was sent before would be told that nothing was created.
      if ((await readAccount(sql, identity, id)) !== null) return leadToIt();
      try {
        const isKept = gates !== null && (await isKeptFromTheStart(gates, id));
        await createAccount(sql, { ...read.wanted, id, isKept });
      } catch (error) {
        if (!(error instanceof OwnChangeError || error instanceof KeeperUnknownError)) throw error;
        if (error.code === 'created_before') return leadToIt();
        return formPage(c, token, read.typed, {}, error.message);
      }
      return c.redirect(`/console/accounts/${id}`, 303);
    })
    .get('/accounts/:id', async (c) => {
      const identity = c.get('identity');
      const id = idFrom(c.req.param('id'));
      const account = id === null ? null : await readAccount(sql, identity, id);
      if (account === null) throw notFound('account');
      demandAccount(identity, account);
      const isAdministered = administers(identity, account.role);
      const after = (list: string) => idFrom(c.req.query(list));
      const of = { accountId: account.id };
      const [projects, members, companies, field] = await Promise.all([
        readProjects(sql, { ...of, onlyOf: isAdministered ? null : identity.userId, after: after('projects') }),
        isAdministered ? readAccountMembers(sql, { ...of, after: after('members') }) : null,
        isAdministered ? readCompanies(sql, { of: 'account', id: account.id, after: after('companies') }) : null,
        (await isFieldVisible(gates, account)) ? readFieldPart(sql, 'account', account) : null,
      ]);
      const content = accountPage({
        at: new URL(c.req.url),
        account,
        projects,
        people: members === null || companies === null ? null : { members, companies },
        isSentBefore: c.req.query('sent') === 'before',
        field: field === null ? null : fieldPart('account', field, fieldPagesUrl),
      });
      return show(c, account.name, content);
    });
}
