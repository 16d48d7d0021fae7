import type { Entity } from '../entities/index.ts';

/**
 * Columns of a row of each entity as both systems compare it: neutral values without local ids, parents by account and project
 * guid, company name key and e-mail key. columnForms says how each is written.
 */
export const rowColumns = {
  account: ['account', 'name', 'kind', 'status', 'trial_ends_on', 'country', 'timezone', 'language', 'currency'],
  user: ['email', 'autodesk_id', 'oxygen_uid', 'email_as_written', 'first_name', 'last_name', 'phone', 'job_title', 'status'],
  company: [
    'account',
    'name_key',
    'name',
    'trade',
    'category',
    'address_line_1',
    'address_line_2',
    'city',
    'state_or_province',
    'postal_code',
    'country',
    'phone',
    'website_url',
    'description',
    'tax_id',
    'erp_id',
  ],
  accountMember: ['account', 'email', 'role', 'status', 'company'],
  project: [
    'project',
    'account',
    'name',
    'job_number',
    'project_type',
    'status',
    'start_date',
    'end_date',
    'value',
    'currency',
    'timezone',
    'language',
    'address_line_1',
    'address_line_2',
    'city',
    'state_or_province',
    'postal_code',
    'country',
    'construction_type',
    'contract_type',
    'template',
    'trial',
  ],
  projectCompany: ['project', 'company'],
  projectMember: ['project', 'email', 'access_level', 'roles', 'services', 'company', 'status'],
} as const satisfies Record<Entity, readonly string[]>;

/** How a value of a column is written. Every column is text or null. */
export const columnForms = {
  text: 'as it is held; null is null, never an empty text',
  guid: 'externalId of the account or project',
  emailKey: 'key of an e-mail: trimmed, NFC, lower-cased',
  nameKey: 'key of a name: NFC, spaces collapsed, lower-cased, without trailing full stops and commas',
  boolean: 'true or false',
  date: 'YYYY-MM-DD',
  amount: 'decimal with two decimals',
  roles: 'sorted bytewise, joined by |',
  services: 'service:access, sorted bytewise, joined by |',
} as const;

export type ColumnForm = keyof typeof columnForms;

const formByColumn: Readonly<Record<string, ColumnForm>> = {
  account: 'guid',
  project: 'guid',
  email: 'emailKey',
  name_key: 'nameKey',
  company: 'nameKey',
  trial_ends_on: 'date',
  start_date: 'date',
  end_date: 'date',
  value: 'amount',
  template: 'boolean',
  trial: 'boolean',
  roles: 'roles',
  services: 'services',
};

/** The form of a column; a name means the same in every entity. */
export function columnForm(column: string): ColumnForm {
  return formByColumn[column] ?? 'text';
}

/** How many of the first columns of a row are its key; no two rows of a system share it. */
export const rowKeyLength = {
  account: 1,
  user: 1,
  company: 2,
  accountMember: 2,
  project: 1,
  projectCompany: 2,
  projectMember: 2,
} as const satisfies Record<Entity, number>;

/**
 * The neutral extracts, served as `GET /extracts/<name>.csv`: RFC 4180, UTF-8, LF, header first, null as an empty unquoted field and
 * the empty string as `""`, sorted bytewise by the key columns. `columns` is how many of the row's first columns the file has.
 */
export const extracts = {
  users: { entity: 'user', columns: 3 },
  accounts: { entity: 'account', columns: rowColumns.account.length },
  companies: { entity: 'company', columns: rowColumns.company.length },
  account_members: { entity: 'accountMember', columns: rowColumns.accountMember.length },
  projects: { entity: 'project', columns: rowColumns.project.length },
  project_companies: { entity: 'projectCompany', columns: rowColumns.projectCompany.length },
  project_members: { entity: 'projectMember', columns: rowColumns.projectMember.length },
} as const satisfies Record<string, { entity: Entity; columns: number }>;

export type ExtractName = keyof typeof extracts;
export const extractNames = Object.keys(extracts) as ExtractName[];

/** Header of an extract's file. */
export function extractColumns(name: ExtractName): readonly string[] {
  const { entity, columns } = extracts[name];
  return rowColumns[entity].slice(0, columns);
}

/** Separates the columns of a digest line and of a row's key. */
export const columnSeparator = '\u001f';
/** Stands for null in a digest line. */
export const nullMark = '\u001e';
