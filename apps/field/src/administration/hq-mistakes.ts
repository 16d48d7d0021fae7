import { WriteRefusedError } from './write-refused-error.ts';

/** Where HQ's values stand on Field's forms. */
const fieldOf: Readonly<Record<string, string>> = {
  timezone: 'timeZone',
  websiteUrl: 'website',
  phone: 'telephone',
  jobNumber: 'identifier',
  projectType: 'type',
  endDate: 'completionDate',
  value: 'cost',
  accessLevel: 'projectAdmin',
  accountName: 'account',
  projectName: 'project',
};

/** The field of the form that a value of HQ is typed in. */
export const formField = (value: string): string => fieldOf[value] ?? value;

/** What HQ asks of a value that Field's own tables do not, by the field of the form. */
const demands: Readonly<Record<string, string>> = {
  name: 'Enter a name of at most 255 characters. In the name of a project leave out \\ / ? [ ] > * : < | " and commas.',
  project: 'Enter a name of at most 255 characters, without \\ / ? [ ] > * : < | " and commas.',
  identifier: 'Use at most 100 characters.',
  type: 'Enter the type of the project; HQ keeps one for each.',
  startDate: 'Enter the first day; HQ keeps one for each project.',
  completionDate: 'Enter a last day that is after the first day.',
  cost: 'Enter a number like 1250000.50; 0 when nothing is known.',
  currency: 'Choose a currency; HQ keeps one for each project.',
  status: 'Choose a status from the list.',
  email: 'Enter an e-mail address like ann@example.com.',
};

interface Checking<Values> {
  safeParse(
    value: unknown,
  ): { success: true; data: Values } | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } };
}

/** Values that HQ's contract takes; else a refusal at the field of the first that it does not. `whole` is the field of a value that is no object. */
export function checkedForHq<Values>(schema: Checking<Values>, values: unknown, whole = ''): Values {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path ?? [];
  const field = formField(String(path.at(-1) ?? whole));
  throw new WriteRefusedError(
    { code: 'invalid', field: field === '' ? null : field },
    demands[field] ?? 'HQ does not take this value. Enter another one.',
  );
}
