import { type Context, Hono } from 'hono';
import { createProject } from '../../own-changes/create-project.ts';
import { OwnChangeError } from '../../own-changes/own-change-error.ts';
import { demandAdministrator, demandProject } from '../access.ts';
import { type ConsoleContext, type ConsoleEnvironment, show } from '../console-context.ts';
import { isFieldVisible } from '../field-part/is-field-visible.ts';
import { readFieldPart } from '../field-part/read-field-part.ts';
import { drawFormToken, idOfFormToken } from '../form-token.ts';
import { type Mistakes, newForm, type Typed } from '../forms/form-field.ts';
import { projectForm, readProjectForm } from '../forms/project-form.ts';
import { idFrom } from '../list-page.ts';
import { notFound } from '../page-refused-error.ts';
import { fieldPart } from '../pages/field-part.ts';
import { form } from '../pages/form.ts';
import { projectPage } from '../pages/project-page.ts';
import { type AccountRecord, readAccount } from '../queries/read-account.ts';
import { readCompanies } from '../queries/read-companies.ts';
import { readProjectMembers } from '../queries/read-members.ts';
import { readProject } from '../queries/read-project.ts';
import { staleForm } from './stale-form.ts';

/** A project, and the creation of one in an account. */
export function projects({ sql, sessionSecret, gates, fieldPagesUrl }: ConsoleContext): Hono<ConsoleEnvironment> {
  /** The account of the address, in which whoever asks may create projects. */
  async function administeredAccount(c: Context<ConsoleEnvironment>, given: string): Promise<AccountRecord> {
    const identity = c.get('identity');
    const id = idFrom(given);
    const account = id === null ? null : await readAccount(sql, identity, id);
    if (account === null) throw notFound('account');
    demandAdministrator(identity, account.role);
    return account;
  }

  const formName = (account: AccountRecord) => `project of ${account.id}`;
  const draw = (c: Context<ConsoleEnvironment>, account: AccountRecord) =>
    drawFormToken(sessionSecret, formName(account), c.get('identity').email);

  function formPage(
    c: Context<ConsoleEnvironment>,
    account: AccountRecord,
    { token, typed, mistakes = {}, refusal = null }: { token: string; typed: Typed; mistakes?: Mistakes; refusal?: string | null },
  ) {
    const isRefused = refusal !== null || Object.keys(mistakes).length > 0;
    const action = `/console/accounts/${account.id}/projects`;
    const content = form({ action, submit: 'Create project', token, form: projectForm, typed, mistakes, refusal });
    return show(c, `New project of ${account.name}`, content, isRefused ? 422 : 200);
  }

  return new Hono<ConsoleEnvironment>()
    .get('/accounts/:id/projects/new', async (c) => {
      const account = await administeredAccount(c, c.req.param('id'));
      const fresh = newForm(projectForm);
      const typed = { ...fresh, currency: account.currency ?? fresh.currency ?? '', timezone: account.timezone ?? '' };
      return formPage(c, account, { token: draw(c, account), typed });
    })
    .post('/accounts/:id/projects', async (c) => {
      const account = await administeredAccount(c, c.req.param('id'));
      const sent = await c.req.parseBody();
      const token = String(sent.token);
      const read = readProjectForm(sent, account);
      const { typed } = read;
      const id = idOfFormToken(sessionSecret, formName(account), c.get('identity').email, token);
      if (id === null) return formPage(c, account, { token: draw(c, account), typed, mistakes: read.mistakes ?? {}, refusal: staleForm });
      if (read.mistakes !== null) return formPage(c, account, { token, typed, mistakes: read.mistakes });
      try {
        await createProject(sql, { ...read.wanted, id });
      } catch (error) {
        if (!(error instanceof OwnChangeError)) throw error;
        if (error.code === 'created_before') return c.redirect(`/console/projects/${id}?sent=before`, 303);
        if (error.code === 'name_taken') return formPage(c, account, { token, typed, mistakes: { name: error.message } });
        return formPage(c, account, { token, typed, refusal: error.message });
      }
      return c.redirect(`/console/projects/${id}`, 303);
    })
    .get('/projects/:id', async (c) => {
      const identity = c.get('identity');
      const id = idFrom(c.req.param('id'));
      const project = id === null ? null : await readProject(sql, identity, id);
      if (project === null) throw notFound('project');
      demandProject(identity, project);
      const [members, companies, field] = await Promise.all([
        readProjectMembers(sql, { projectId: project.id, after: idFrom(c.req.query('members')) }),
        readCompanies(sql, { of: 'project', id: project.id, after: idFrom(c.req.query('companies')) }),
        (await isFieldVisible(gates, project.account)) ? readFieldPart(sql, 'project', project) : null,
      ]);
      const content = projectPage({
        at: new URL(c.req.url),
        project,
        members,
        companies,
        isSentBefore: c.req.query('sent') === 'before',
        field: field === null ? null : fieldPart('project', field, fieldPagesUrl),
      });
      return show(c, project.name, content);
    });
}
