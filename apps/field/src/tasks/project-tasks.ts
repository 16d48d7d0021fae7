import { currencies, projectTypes } from '@hq-field/contracts';
import { z } from 'zod';
import type { Administration, Choice } from '../administration/administration.ts';
import { roleTokens, roleWords } from '../administration/role-tokens.ts';
import type { Field } from '../pages/form.ts';
import { guid } from '../pages/pages-context.ts';
import { choice, choicesOf, isDay, optionalDate, optionalText, requiredText, storedOr, withStored, words } from './answers.ts';
import { accountHref, openTask, projectHref, removal, type Target, type Task } from './task.ts';

const statusChoices: Choice[] = [
  { value: 'active', label: 'Active' },
  { value: 'archived', label: 'Archived' },
];
const adminChoices: Choice[] = [{ value: 'yes', label: 'Edits the project and its people' }];

/** As people are named on the list. */
const recordName = new RegExp(`^${guid}$`, 'u');

const inProject = async (administration: Administration, { project, account }: Target) => {
  const [stored, of] = await Promise.all([administration.projectValues(project), administration.accountValues(account)]);
  if (stored === null || of === null) return null;
  const trail = [
    { href: '/accounts', text: 'Accounts' },
    { href: accountHref(account), text: of.called },
    { href: projectHref(project), text: stored.called },
  ];
  return { ...stored, href: projectHref(project), trail };
};

/** A browser empties a field of dates that is shown anything else, and the form would take the stored value away. */
const kindOfDay = (stored: string): Field['kind'] => (stored === '' || isDay(stored) ? 'date' : 'text');

const editProject: Task = {
  of: 'project',
  path: '/edit',
  async open(administration, target) {
    const project = await inProject(administration, target);
    if (project === null) return null;
    const stored = project.values;
    const money = withStored(words(currencies), stored.currency, 'Not set');
    return openTask({
      title: 'Edit the project',
      trail: project.trail,
      fields: [
        { name: 'name', label: 'Name', kind: 'text', required: true, autocomplete: 'off' },
        { name: 'identifier', label: 'Number', kind: 'text', autocomplete: 'off', hint: 'As your company counts its projects' },
        { name: 'type', label: 'Type', kind: 'text', autocomplete: 'off', hint: `For example ${projectTypes.slice(2, 4).join(' or ')}` },
        { name: 'startDate', label: 'First day', kind: kindOfDay(stored.startDate), autocomplete: 'off' },
        { name: 'completionDate', label: 'Last day', kind: kindOfDay(stored.completionDate), autocomplete: 'off' },
        { name: 'cost', label: 'Cost', kind: 'text', inputmode: 'decimal', autocomplete: 'off', hint: 'A number like 1250000.50' },
        { name: 'currency', label: 'Currency', kind: 'choice', choices: money },
        { name: 'status', label: 'Status', kind: 'choice', choices: statusChoices, required: true },
      ],
      values: stored,
      seen: project.seen,
      submit: 'Save the project',
      back: project.href,
      schema: z
        .object({
          name: storedOr(stored.name, requiredText('a name', 512)),
          identifier: storedOr(stored.identifier, optionalText()),
          type: storedOr(stored.type, optionalText()),
          startDate: storedOr(stored.startDate, optionalDate()),
          completionDate: storedOr(stored.completionDate, optionalDate()),
          cost: storedOr(
            stored.cost,
            optionalText(64).regex(
              /^(\d{1,13}(\.\d{1,2})?)?$/u,
              'Enter a number like 1250000.50, without separators, with two digits after the point at most.',
            ),
          ),
          currency: choice(money, 'a currency'),
          status: choice(statusChoices, 'a status'),
        })
        .superRefine(({ startDate, completionDate }, context) => {
          const areStored = startDate === stored.startDate && completionDate === stored.completionDate;
          if (!areStored && isDay(startDate) && isDay(completionDate) && completionDate < startDate)
            context.addIssue({ code: 'custom', path: ['completionDate'], message: 'Enter a day that is not before the first day.' });
        }),
      async write(writes, typed, edit) {
        await writes.changeProject(target.project, typed, edit);
        return { href: project.href, done: 'saved' };
      },
    });
  },
};

const removeProject: Task = {
  of: 'project',
  path: '/remove',
  async open(administration, target) {
    const project = await inProject(administration, target);
    if (project === null) return null;
    return removal(
      {
        title: `Remove the project ${project.called}`,
        trail: project.trail,
        lead: `The project ${project.called} goes for everybody who is on it. To keep it for reading, edit it and set its status to archived instead.`,
        values: project.values,
        seen: project.seen,
        submit: 'Remove the project',
        back: project.href,
        next: '/accounts',
      },
      (writes, edit) => writes.removeProject(target.project, edit),
    );
  },
};

function memberFields(companies: readonly Choice[], stored: readonly string[]) {
  const tokens = [...roleTokens, ...stored.filter((token) => !roleTokens.includes(token))];
  const roleChoices = tokens.map((value) => ({ value, label: roleWords(value) }));
  const list = withStored(companies, '', 'None');
  const fields: Field[] = [
    { name: 'projectAdmin', label: 'Project administrator', kind: 'checkboxes', choices: adminChoices },
    { name: 'roles', label: 'Roles', kind: 'checkboxes', choices: roleChoices },
    { name: 'company', label: 'Company', kind: 'choice', choices: list },
  ];
  const schema = {
    // The boxes of a form come as a list, also one alone.
    projectAdmin: choicesOf(adminChoices, 'the box').transform((boxes) => boxes[0] ?? ''),
    roles: choicesOf(roleChoices, 'roles').refine((roles) => roles.join(',').length <= 1024, 'Choose fewer roles.'),
    company: choice(list, 'a company'),
  };
  return { fields, schema };
}

const addProjectMember: Task = {
  of: 'project',
  path: '/people/new',
  async open(administration, target) {
    const [project, people, companies] = await Promise.all([
      inProject(administration, target),
      administration.newcomers(target.project),
      administration.companies(target.account),
    ]);
    if (project === null) return null;
    const { fields, schema } = memberFields(companies, []);
    const list = [{ value: '', label: 'Choose a person' }, ...people];
    return openTask({
      title: 'Add a person to the project',
      trail: project.trail,
      lead:
        people.length === 0
          ? 'Everybody of the account is on this project already. Add a person to the account first.'
          : 'People of the account who are not on the project can be added.',
      fields: [{ name: 'person', label: 'Person', kind: 'choice', choices: list, required: true }, ...fields],
      values: { person: '', projectAdmin: '', roles: [], company: '' },
      submit: 'Add the person',
      back: project.href,
      // Who the list no longer has may have been added by this very form: whoever writes says it, or takes the form as the one of before.
      schema: z.object({ person: z.string().regex(recordName, 'Choose a person from the list.'), ...schema }),
      async write(writes, typed, edit) {
        await writes.addProjectMember(target.project, typed, edit);
        return { href: project.href, done: 'added' };
      },
    });
  },
};

const editProjectMember: Task = {
  of: 'project',
  path: '/people/:person/edit',
  async open(administration, target) {
    const [project, member, companies] = await Promise.all([
      inProject(administration, target),
      administration.projectMemberValues(target.project, target.person),
      administration.companies(target.account),
    ]);
    if (project === null || member === null) return null;
    const { fields, schema } = memberFields(companies, member.values.roles);
    return openTask({
      title: `Edit ${member.called}`,
      trail: project.trail,
      fields,
      values: member.values,
      seen: member.seen,
      submit: 'Save the person',
      back: project.href,
      schema: z.object(schema),
      async write(writes, typed, edit) {
        await writes.changeProjectMember(target.project, target.person, typed, edit);
        return { href: project.href, done: 'saved' };
      },
    });
  },
};

const removeProjectMember: Task = {
  of: 'project',
  path: '/people/:person/remove',
  async open(administration, target) {
    const [project, member] = await Promise.all([
      inProject(administration, target),
      administration.projectMemberValues(target.project, target.person),
    ]);
    if (project === null || member === null) return null;
    return removal(
      {
        title: `Remove ${member.called}`,
        trail: project.trail,
        lead: `${member.called} leaves the project ${project.called}, and stays in the account.`,
        values: member.values,
        seen: member.seen,
        submit: 'Remove the person',
        back: project.href,
      },
      (writes, edit) => writes.removeProjectMember(target.project, target.person, edit),
    );
  },
};

/** What a project's administrator does. */
export const projectTasks: readonly Task[] = [editProject, removeProject, addProjectMember, editProjectMember, removeProjectMember];
