import { type ProvisionedPerson, provisionedPerson } from '@hq-field/contracts';
import type { FormField } from './form-field.ts';

const { email, firstName, lastName } = provisionedPerson.shape;

/** The first administrator of an account or a project. */
export const personFields: readonly FormField[] = [
  {
    name: 'adminEmail',
    label: 'E-mail',
    hint: 'A person of HQ with this e-mail is taken; else HQ makes one.',
    mistake: 'Enter one e-mail address, such as ann@example.com.',
    schema: email,
    input: { kind: 'email' },
  },
  {
    name: 'adminFirstName',
    label: 'First name',
    mistake: 'Enter a first name of at most 255 characters, or leave it empty.',
    schema: firstName,
    input: { kind: 'text' },
    isOptional: true,
  },
  {
    name: 'adminLastName',
    label: 'Last name',
    mistake: 'Enter a last name of at most 255 characters, or leave it empty.',
    schema: lastName,
    input: { kind: 'text' },
    isOptional: true,
  },
];

export function personOf(values: Record<string, string | null>): ProvisionedPerson {
  return provisionedPerson.parse({
    email: values.adminEmail,
    autodeskId: null,
    oxygenUid: null,
    firstName: values.adminFirstName,
    lastName: values.adminLastName,
    phone: null,
    jobTitle: null,
  });
}
