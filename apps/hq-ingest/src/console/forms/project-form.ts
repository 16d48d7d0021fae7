import { type Account, project, projectTypes, reservedInProjectNames } from '@hq-field/contracts';
import type { NewProject } from '../../own-changes/create-project.ts';
import { plainProject } from '../../own-changes/plain-project.ts';
import { type FormFields, type Mistakes, readForm, type Typed } from './form-field.ts';
import { personFields, personOf } from './person-fields.ts';
import { currencyOptions, timezoneOptions } from './vocabulary-options.ts';

const { name, startDate, endDate, projectType, value, currency, timezone } = project.shape;
const reserved = [...reservedInProjectNames].join(' ');

export const projectForm: FormFields = [
  {
    legend: 'Project',
    fields: [
      {
        name: 'name',
        label: 'Name',
        hint: `Without the characters ${reserved}`,
        mistake: `Enter a name of 1 to 255 characters, without ${reserved}`,
        schema: name,
        input: { kind: 'text' },
      },
      { name: 'startDate', label: 'First day', mistake: 'Enter a day such as 2026-01-31.', schema: startDate, input: { kind: 'date' } },
      { name: 'endDate', label: 'Last day', mistake: 'Enter a day such as 2026-12-31.', schema: endDate, input: { kind: 'date' } },
      {
        name: 'projectType',
        label: 'Type',
        hint: 'One of the proposed types, or a type of your own.',
        mistake: 'Enter a type of 1 to 255 characters.',
        schema: projectType,
        input: { kind: 'open-list', proposals: projectTypes },
      },
      {
        name: 'value',
        label: 'Value',
        hint: 'What the project costs, such as 1500000 or 99.50.',
        mistake: 'Enter an amount of zero or more in digits, with at most two decimals after a point.',
        schema: value,
        input: { kind: 'text' },
        read: withTwoDecimals,
        initial: '0.00',
      },
      {
        name: 'currency',
        label: 'Currency',
        mistake: 'Choose a currency of the list.',
        schema: currency,
        input: { kind: 'select', options: currencyOptions },
        initial: 'USD',
      },
      {
        name: 'timezone',
        label: 'Time zone',
        mistake: 'Choose a time zone of the list.',
        schema: timezone,
        input: { kind: 'select', options: timezoneOptions },
        isOptional: true,
      },
    ],
  },
  { legend: 'First administrator', fields: personFields },
];

/** `007.5` is `7.50`; what is no amount stays as it is, for the schema to refuse. */
function withTwoDecimals(typed: string): string {
  const [, whole, decimals = ''] = /^0*(\d+?)(?:\.(\d{1,2}))?$/u.exec(typed) ?? [];
  return whole === undefined ? typed : `${whole}.${decimals.padEnd(2, '0')}`;
}

/** What was sent as a project of the account; or every mistake in it. It speaks the account's language, and is a trial's while that is one. */
export function readProjectForm(
  sent: Record<string, unknown>,
  account: { id: string; kind: Account['kind']; language: Account['language'] },
): { typed: Typed; mistakes: null; wanted: Omit<NewProject, 'id'> } | { typed: Typed; mistakes: Mistakes } {
  const { typed, values, mistakes: found } = readForm(projectForm, sent);
  const mistakes: Record<string, string> = { ...found };
  if (mistakes.startDate === undefined && mistakes.endDate === undefined && String(values.startDate) >= String(values.endDate))
    mistakes.endDate = 'Enter a day after the first day.';
  if (Object.keys(mistakes).length > 0) return { typed, mistakes };
  const { adminEmail: _email, adminFirstName: _first, adminLastName: _last, ...fields } = values;
  const data = { ...plainProject, ...fields, language: account.language ?? 'en', trial: account.kind === 'trial' };
  return {
    typed,
    mistakes: null,
    wanted: { accountId: account.id, project: data as NewProject['project'], administrator: personOf(values) },
  };
}
